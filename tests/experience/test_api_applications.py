"""Applications over the API: handed in whole, once, and again after a rejection."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from experience.market.models import Application, FlexProvider
from experience.market.services.applications import approve_application, reject_application
from tests.experience import builders

# The provider of these tests is approved on LPN from the start; this market is new to it.
MARKET = "LPN_LV"
ADDRESS = "/applications/v1/"
SECTIONS = {
    "organisation_profile": {"registered_name": "Hillside Flex Ltd"},
    "organisation_status": {"insolvent": "no"},
    "audit_insurance_legal": {"public_liability_gbp": "5000000"},
    "declaration": {"declared_by": "Ailsa Grant"},
}
DOCUMENT = {"type": "insurance", "entity": "Hillside Flex Ltd", "file_name": "i.pdf", "sha256": "0f" * 32}


@pytest.fixture(autouse=True)
def _frozen(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def client(api: Callable[[], Client]) -> Client:
    return api()


def body(who: FlexProvider, **changes: Any) -> dict[str, Any]:
    return {
        "provider": who.pk,
        "dps_record_reference": MARKET,
        "sections": SECTIONS,
        "documents": [DOCUMENT],
        **changes,
    }


def post(client: Client, content: dict[str, Any]) -> Any:
    return client.post(ADDRESS, content, content_type="application/json")


def test_an_application_is_kept_with_its_answers_and_documents(
    client: Client, provider: FlexProvider
) -> None:
    builders.dps_record(MARKET)
    assert post(client, body(provider)).status_code == 201
    kept = Application.objects.get(dps_record__reference=MARKET)
    assert (kept.status, kept.sections, kept.documents) == ("pending", SECTIONS, [DOCUMENT])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"provider": "somebody"}, "provider"),
        ({"sections": {**SECTIONS, "declaration": {}}}, "sections"),
        ({"sections": "all"}, "sections"),
        ({"documents": [{**DOCUMENT, "sha256": "short"}]}, "documents"),
        ({"dps_record_reference": "ELSEWHERE"}, "dps_record_reference"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_kept(
    client: Client, provider: FlexProvider, change: dict[str, Any], field: str
) -> None:
    builders.dps_record(MARKET)
    answer = post(client, body(provider, **change))
    assert answer.status_code == 400
    assert field in answer.json()
    assert not Application.objects.filter(dps_record__reference=MARKET).exists()


def test_only_one_that_was_turned_down_comes_again(
    client: Client, provider: FlexProvider, now: datetime
) -> None:
    builders.dps_record(MARKET)
    made = post(client, body(provider)).json()
    again = {"sections": SECTIONS, "documents": []}
    address = f"{ADDRESS}{made['id']}/"
    assert client.patch(address, again, content_type="application/json").status_code == 400
    reject_application(int(made["id"]), "No accounts.", by="operator", now=now)
    assert [one["reason"] for one in client.get(ADDRESS).json()] == ["", "No accounts."]
    answer = client.patch(address, again, content_type="application/json")
    assert (answer.json()["status"], answer.json()["reason"]) == ("pending", "")
    approve_application(int(made["id"]), by="operator", now=now)
    assert client.patch(address, again, content_type="application/json").status_code == 400


def test_another_providers_application_is_not_there(client: Client) -> None:
    other = builders.application(builders.provider("Rival"), "LPN", "rejected")
    assert [one["dps_record_reference"] for one in client.get(ADDRESS).json()] == ["LPN"]
    for pk in (str(other.pk), "none"):
        answer = client.patch(f"{ADDRESS}{pk}/", {"documents": []}, content_type="application/json")
        assert answer.status_code == 404
