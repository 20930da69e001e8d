"""Settlement over the API."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dispatch.models import Instruction
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from settlement.intake import read_waiting
from settlement.models import MeterFile
from tests.factories.settlement import (
    EVENT_START,
    MPAN,
    half_hours,
    lines,
    make_contract,
    make_dispatch,
    make_site,
    meter_event,
)
from tests.support.fixtures import MakeMember, SignIn

pytestmark = pytest.mark.django_db
AUGUST = EVENT_START + timedelta(days=40)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AUGUST, tick=False):
        yield


@pytest.fixture
def dispatch(owner: Membership) -> Instruction:
    return make_dispatch(make_contract(owner.organisation), make_site(owner.organisation))


def csv_file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("july.csv", text.encode(), content_type="text/csv")


def test_a_tool_uploads_a_file_and_asks_what_became_of_it(
    owner: Membership, owner_client: Client, dispatch: Instruction
) -> None:
    text = lines(*half_hours(MPAN, EVENT_START, "12.5"), ("7", "2026-07-01T16:30Z", "1"))
    made = owner_client.post(reverse("api:meter-file-list"), {"file": csv_file(text)})
    assert (made.status_code, made.json()["state"], made.json()["stamp"]) == (201, "waiting", "end")
    read_waiting(owner.organisation_id)
    file = owner_client.get(reverse("api:meter-file-detail", args=[made.json()["id"]])).json()
    assert (file["state"], file["fault_count"]) == ("refused", 1)
    assert file["faults"] == [{"line": 3, "words": "“7” is neither an MPAN nor a reference of your assets."}]
    listed = owner_client.get(reverse("api:meter-file-list"), {"state": "refused"}).json()
    assert [row["id"] for row in listed["results"]] == [file["id"]]


@pytest.mark.parametrize(("data", "status"), [({}, 400), ({"zone": "Mars"}, 400)])
def test_an_upload_that_does_not_say_enough_is_refused(
    owner_client: Client, data: dict[str, str], status: int
) -> None:
    assert owner_client.post(reverse("api:meter-file-list"), data).status_code == status
    assert not MeterFile.objects.exists()


def test_a_report_is_made_once_and_read_with_its_working(
    owner: Membership, owner_client: Client, dispatch: Instruction
) -> None:
    url, body = reverse("api:report-list"), {"instruction": dispatch.pk, "method": "bl01"}
    nothing = owner_client.post(url, body, content_type="application/json")
    assert nothing.status_code == 409
    assert nothing.json()["error"]["message"] == "There are no meter data for this delivery yet."
    meter_event(owner)
    made = owner_client.post(url, body, content_type="application/json")
    assert (made.status_code, made.json()["amount_gbp"]) == (201, "1.40")
    assert owner_client.post(url, body, content_type="application/json").status_code == 409
    report = owner_client.get(reverse("api:report-detail", args=[made.json()["id"]])).json()
    assert [row["paid_kwh"] for row in report["intervals"]] == ["4.000000", "3.000000"]
    assert report["working"]["points"][0]["meters"] == [MPAN]
    for query in ({"newest": "true"}, {"instruction": dispatch.pk}, {"complete": "true"}):
        assert owner_client.get(url, query).json()["count"] == 1
    assert owner_client.get(url, {"made_after": "2027-01-01T00:00:00Z"}).json()["count"] == 0


def test_an_invoice_is_made_once_and_read_with_its_lines(
    owner: Membership, owner_client: Client, dispatch: Instruction
) -> None:
    meter_event(owner)
    reports = reverse("api:report-list")
    owner_client.post(reports, {"instruction": dispatch.pk}, content_type="application/json")
    url, body = reverse("api:invoice-list"), {"operator": "SPEN", "month": "2026-07-31"}
    made = owner_client.post(url, body, content_type="application/json")
    assert (made.status_code, made.json()["total_gbp"], made.json()["month"]) == (201, "1.40", "2026-07-01")
    assert owner_client.post(url, body, content_type="application/json").status_code == 409
    invoice = owner_client.get(reverse("api:invoice-detail", args=[made.json()["id"]])).json()
    assert [(line["mwh"], line["report_version"]) for line in invoice["lines"]] == [("0.007000000", 1)]
    assert owner_client.get(url, {"month": "2026-07"}).json()["count"] == 1


def test_another_organisations_dispatch_cannot_be_reported_on(
    dispatch: Instruction, stranger: Membership, sign_in: SignIn
) -> None:
    body = {"instruction": dispatch.pk}
    response = sign_in(stranger).post(reverse("api:report-list"), body, content_type="application/json")
    assert response.status_code == 404


@pytest.mark.parametrize("name", ["meter-file-list", "report-list", "invoice-list"])
def test_looking_does_not_allow_making(make_member: MakeMember, sign_in: SignIn, name: str) -> None:
    client = sign_in(make_member(Role.DISPATCHER))
    assert client.get(reverse(f"api:{name}")).status_code == 200
    assert client.post(reverse(f"api:{name}"), {}).status_code == 403
    assert sign_in(make_member(Role.VIEWER)).get(reverse(f"api:{name}")).status_code == 403
