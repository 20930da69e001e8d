"""Planned assets over the API."""

import pytest
from django.test import Client

from assets.models import PlannedAsset, PushState
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.assets.test_api import send
from tests.factories.assets import PlannedAssetFactory
from tests.support.fixtures import MakeMember, SignIn

URL = "/api/v1/planned-assets/"
BODY = {
    "reference": "PLAN-7",
    "name": "Granton batteries",
    "asset_type": "battery",
    "voltage_level_kv": "11.000",
    "capacity_type": "active_export",
    "capacity_value_mw": "0.750000",
    "competition_reference": "LEITH_DEC_2026",
}


@pytest.fixture
def planned(owner: Membership) -> PlannedAsset:
    return PlannedAssetFactory.create(organisation=owner.organisation, reference="PLAN-1", name="Leith")


def test_planned_assets_are_listed_and_narrowed_like_the_page(
    owner_client: Client, planned: PlannedAsset
) -> None:
    PlannedAssetFactory.create(
        organisation=planned.organisation, name="Other", competition_reference="ELSEWHERE"
    )
    PlannedAssetFactory.create(name="Of somebody else")
    found = owner_client.get(f"{URL}?competition=leith_dec_2026").json()
    assert [row["name"] for row in found["results"]] == ["Leith"]
    assert found["results"][0]["capacity_value_mw"] == "1.500000"


def test_one_is_offered_and_sent(owner_client: Client) -> None:
    response = send(owner_client, "post", URL, {**BODY, "send": True})
    assert response.status_code == 201
    made = response.json()
    assert (made["push_state"], made["operator_name"], made["estimated_asset_count"]) == ("waiting", "", None)


def test_faults_are_named_by_field(owner_client: Client, planned: PlannedAsset) -> None:
    wrong = send(owner_client, "post", URL, {**BODY, "capacity_value_mw": "0"})
    assert wrong.status_code == 400
    assert list(wrong.json()["error"]["fields"]) == ["capacity_value_mw"]
    missing = send(owner_client, "post", URL, {})
    assert set(BODY) == set(missing.json()["error"]["fields"])
    taken = send(owner_client, "post", URL, {**BODY, "reference": "PLAN-1"})
    assert taken.json()["error"]["fields"] == {
        "reference": ["This reference is taken by another planned asset."]
    }


def test_a_change_is_of_what_is_given(owner_client: Client, planned: PlannedAsset) -> None:
    response = send(owner_client, "patch", f"{URL}{planned.pk}/", {"name": "New name", "version": 1})
    assert (response.status_code, response.json()["version"]) == (200, 2)
    planned.refresh_from_db()
    assert (planned.name, planned.reference, planned.estimated_asset_count) == ("New name", "PLAN-1", 3)


def test_a_change_of_an_older_version_is_refused(owner_client: Client, planned: PlannedAsset) -> None:
    PlannedAsset.objects.update(version=3)
    response = send(owner_client, "patch", f"{URL}{planned.pk}/", {"name": "New name", "version": 1})
    assert response.status_code == 409
    assert "changed by somebody else" in response.json()["error"]["message"]


def test_one_is_sent_once(owner_client: Client, planned: PlannedAsset) -> None:
    response = owner_client.post(f"{URL}{planned.pk}/push/")
    assert (response.status_code, response.json()["push_state"]) == (202, PushState.WAITING)
    assert owner_client.post(f"{URL}{planned.pk}/push/").status_code == 409


def test_whoever_may_look_may_not_change(
    planned: PlannedAsset, make_member: MakeMember, sign_in: SignIn
) -> None:
    client = sign_in(make_member(Role.VIEWER))
    assert client.get(f"{URL}{planned.pk}/").status_code == 200
    assert send(client, "patch", f"{URL}{planned.pk}/", {"name": "X"}).status_code == 403
    assert client.post(f"{URL}{planned.pk}/push/").status_code == 403
    assert send(client, "post", URL, BODY).status_code == 403
