"""The pages of settlement."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assets.models import Asset
from dispatch.models import Instruction
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from settlement.intake import read_waiting
from settlement.models import FileState, Invoice, MeterFile, MeterReading, Report
from settlement.reporting.looking import look_at
from settlement.services.invoices import make_invoice
from tests.factories.settlement import (
    EVENT_START,
    MPAN,
    any_file,
    half_hours,
    lines,
    make_contract,
    make_dispatch,
    make_site,
    meter_event,
    upload,
)
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

pytestmark = pytest.mark.django_db
AUGUST = EVENT_START + timedelta(days=40)
SAID = {"zone": "UTC", "stamp": "end", "sign": "generation", "unit": "kwh"}
JULY = {"operator": "SPEN", "month": "2026-07"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AUGUST, tick=False):
        yield


@pytest.fixture
def site(owner: Membership) -> Asset:
    return make_site(owner.organisation)


@pytest.fixture
def dispatch(owner: Membership, site: Asset) -> Instruction:
    return make_dispatch(make_contract(owner.organisation), site, piclo_id="Dsp7")


@pytest.fixture
def reported(owner: Membership, dispatch: Instruction) -> Instruction:
    meter_event(owner)
    look_at(dispatch.pk, now=AUGUST)
    return dispatch


def csv_file(text: str, name: str = "july.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def page(client: Client, name: str, query: str = "", **kwargs: int) -> str:
    response = client.get(reverse(f"settlement:{name}", kwargs=kwargs) + query)
    assert response.status_code == 200
    return response.getvalue().decode()


def test_a_file_is_uploaded_with_the_convention_that_was_chosen(owner_client: Client, site: Asset) -> None:
    said = SAID | {"zone": "Europe/London", "stamp": "start", "sign": "import", "unit": "kw"}
    response = owner_client.post(
        reverse("settlement:meter-file-create"), {**said, "file": csv_file("mpan,time,value\n")}
    )
    file = MeterFile.objects.get()
    assert response["Location"] == file.get_absolute_url()
    assert file.convention.spoken() == "London local time, half-hour beginning, import positive, kW"


@pytest.mark.parametrize(
    ("data", "words"),
    [({**SAID}, "Choose a file."), ({**SAID, "zone": "Mars", "file": csv_file("x")}, "Mars is not one")],
)
def test_a_form_that_does_not_say_enough_comes_back(
    owner_client: Client, data: dict[str, object], words: str
) -> None:
    response = owner_client.post(reverse("settlement:meter-file-create"), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not MeterFile.objects.exists()


def test_a_preset_fills_in_the_convention(owner_client: Client) -> None:
    text = page(owner_client, "meter-file-create", "?preset=supplier")
    assert '<option value="Europe/London" selected>' in text
    assert '<option value="import" selected>' in text
    assert '<option value="UTC" selected>' in page(owner_client, "meter-file-create")


def test_a_preview_keeps_nothing(owner_client: Client, site: Asset) -> None:
    data = {**SAID, "file": csv_file(lines(*half_hours(MPAN, EVENT_START, "12.5")))}
    response = owner_client.post(reverse("settlement:meter-file-preview"), data)
    assert "17:00–17:30 London, 1 July 2026, export 12.5 kWh" in response.content.decode()
    assert not MeterFile.objects.exists()


def test_a_files_page_shows_progress_then_the_result(
    owner: Membership, owner_client: Client, site: Asset
) -> None:
    file = upload(owner, lines(*half_hours(MPAN, EVENT_START, "12.5", "-1")))
    waiting = page(owner_client, "meter-file-detail", pk=file.pk)
    assert "Waiting to be read" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    read_waiting(owner.organisation_id)
    done = page(owner_client, "meter-file-detail", pk=file.pk)
    assert "every 2s" not in done
    assert "export 12.5 kWh" in done
    fragment = owner_client.get(file.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "rows read" in fragment


def test_the_same_file_again_says_so(owner: Membership, owner_client: Client, site: Asset) -> None:
    for _ in range(2):
        file = upload(owner, lines(*half_hours(MPAN, EVENT_START, "12.5")))
        read_waiting(owner.organisation_id)
    text = page(owner_client, "meter-file-detail", pk=file.pk)
    assert "nothing was changed" in text
    assert "was uploaded" in text
    assert "Nothing new" in page(owner_client, "meter-file-list")


def test_the_first_hundred_faults_are_shown_and_all_kept_ones_can_be_downloaded(
    owner: Membership, owner_client: Client, site: Asset
) -> None:
    file = upload(owner, lines(*[("=cmd|x", "2026-07-01T16:30Z", "1")] * 120))
    read_waiting(owner.organisation_id)
    file.refresh_from_db()
    assert file.state == FileState.REFUSED
    text = owner_client.get(file.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert text.count("is neither an MPAN") == 100
    assert "the first 100 of 120" in text
    response = owner_client.get(reverse("settlement:meter-file-faults", args=[file.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="faults-july-csv.csv"'
    assert response.getvalue().decode().count("is neither an MPAN") == 120


def test_deliveries_are_listed_with_their_state(
    owner: Membership, owner_client: Client, reported: Instruction, site: Asset
) -> None:
    make_dispatch(
        make_contract(owner.organisation, "NPg"),
        site,
        start_at=EVENT_START + timedelta(days=3),
        end_at=EVENT_START + timedelta(days=3, hours=1),
    )
    text = page(owner_client, "report-list")
    assert "Reported" in text
    assert "No data" in text
    assert page(owner_client, "report-list", "?state=reported").count("<tr>") == 2
    assert "Dsp7" not in page(owner_client, "report-list", "?state=no_data")
    assert "Dsp7" in page(owner_client, "report-list", "?month=2026-07&search=dsp7")
    assert "No delivery matches" in page(owner_client, "report-list", "?month=2026-06")
    assert "No delivery matches" in page(owner_client, "report-list", "?month=soon")


def test_a_report_shows_figures_picture_days_and_arithmetic(
    owner_client: Client, reported: Instruction
) -> None:
    text = page(owner_client, "report-detail", pk=reported.pk)
    assert "£1.40" in text
    assert "<svg" in text
    assert "weekend" in text
    assert "Elexon BL01 (P376), same-day adjusted" in text
    assert "bank holidays of England and Wales" in text


def test_without_a_report_the_page_says_what_is_missing(owner_client: Client, dispatch: Instruction) -> None:
    assert "No report yet" in page(owner_client, "report-detail", pk=dispatch.pk)


def test_a_person_makes_a_report_and_versions_stand_side_by_side(
    owner_client: Client, reported: Instruction
) -> None:
    url = reverse("settlement:report-make", args=[reported.pk])
    assert owner_client.post(url, {"method": "bl01-adjusted"}).status_code == 422
    MeterReading.objects.filter(start_at=EVENT_START).update(kwh=Decimal(-3))
    response = owner_client.post(url, {"method": "mid-8-of-10"})
    assert response["Location"] == reverse("settlement:report-detail", args=[reported.pk])
    text = page(owner_client, "report-detail", pk=reported.pk)
    assert "Version 1" in text
    assert "£1.00" in text
    assert "£1.40" in page(owner_client, "report-detail", "?version=1", pk=reported.pk)
    for version in ("9", "x"):
        detail = reverse("settlement:report-detail", args=[reported.pk])
        assert owner_client.get(f"{detail}?version={version}").status_code == 404


def test_an_unknown_baseline_is_refused(owner_client: Client, reported: Instruction) -> None:
    url = reverse("settlement:report-make", args=[reported.pk])
    assert owner_client.post(url, {"method": "guess"}).status_code == 422


def test_a_reports_csv_holds_what_it_takes_to_do_it_again(
    owner_client: Client, reported: Instruction
) -> None:
    text = page(owner_client, "report-csv", pk=reported.pk)
    assert "amount_gbp,1.40" in text
    assert (
        "2026-07-01T17:00:00+01:00,2026-07-01T17:30:00+01:00,0.500000,-5.000000,-1.000000,4.000000,5.000000"
        in text
    )
    assert "2026-06-28,no,weekend," in text
    assert "adjustment_kwh_per_half_hour,0.000000" in text


def test_the_csv_of_a_report_that_was_never_made_is_not_found(
    owner_client: Client, dispatch: Instruction
) -> None:
    assert owner_client.get(reverse("settlement:report-csv", args=[dispatch.pk])).status_code == 404


def test_an_invoice_is_drafted_made_and_downloaded(owner_client: Client, reported: Instruction) -> None:
    create = reverse("settlement:invoice-create")
    assert "See draft" in page(owner_client, "invoice-create")
    assert "Make run 1" in page(owner_client, "invoice-create", "?operator=SPEN&month=2026-07")
    response = owner_client.post(create, JULY)
    invoice = Invoice.objects.get()
    assert response["Location"] == invoice.get_absolute_url()
    assert "£1.40" in page(owner_client, "invoice-detail", pk=invoice.pk)
    assert "SPEN" in page(owner_client, "invoice-list", "?month=2026-07&operator=spen")
    assert "No invoice matches" in page(owner_client, "invoice-list", "?month=2026-08")
    again = owner_client.post(create, JULY)
    assert again.status_code == 422
    assert "Nothing has changed since run 1" in again.content.decode()
    text = page(owner_client, "invoice-csv", pk=invoice.pk)
    assert (
        '1,Dsp7,"Dispatch Dsp7, 1 Jul 2026 17:00–18:00, export or turn-down 0.010 MW",0.007000000,200.0000,1.40,1'
        in text
    )
    assert ",,Total,0.007000000,,1.40," in text


def test_a_form_without_operator_or_month_is_refused(owner_client: Client) -> None:
    response = owner_client.post(reverse("settlement:invoice-create"), {"operator": "SPEN", "month": "July"})
    assert response.status_code == 422


def test_run_2_shows_the_difference_to_run_1(
    owner: Membership, owner_client: Client, reported: Instruction
) -> None:
    asked = {"operator_name": "SPEN", "month": EVENT_START.date().replace(day=1), "by": owner, "now": AUGUST}
    make_invoice(**asked)
    MeterReading.objects.filter(start_at=EVENT_START).update(kwh=Decimal(-3))
    look_at(reported.pk, now=AUGUST)
    second = make_invoice(**asked)
    text = page(owner_client, "invoice-detail", pk=second.pk)
    assert "−0.40" in text
    first = Invoice.objects.get(version=1)
    assert "Followed by a later run" in page(owner_client, "invoice-detail", pk=first.pk)


def test_a_formula_in_a_name_does_not_reach_a_spreadsheet(
    owner_client: Client, reported: Instruction
) -> None:
    Instruction.objects.update(piclo_id="=HYPERLINK(1)")
    text = page(owner_client, "report-csv", pk=reported.pk)
    assert "dispatch,'=HYPERLINK(1)" in text


def test_who_may_look_but_not_settle_sees_no_button(
    make_member: MakeMember, sign_in: SignIn, reported: Instruction
) -> None:
    client = sign_in(make_member(Role.DISPATCHER))
    assert "Make report" not in page(client, "report-detail", pk=reported.pk)
    assert "Upload a file" not in page(client, "meter-file-list")
    assert "Make an invoice" not in page(client, "invoice-list")


@pytest.mark.parametrize("name", ["meter-file-list", "report-list", "invoice-list", "invoice-create"])
def test_lists_cost_the_same_however_long_they_are(
    owner: Membership, owner_client: Client, site: Asset, name: str
) -> None:
    contract = make_contract(owner.organisation)
    meter_event(owner)
    for n in range(4):
        any_file(owner.organisation, owner)
        look_at(make_dispatch(contract, site, capacity_mw=Decimal(n + 1)).pk, now=AUGUST)
    make_invoice(operator_name="SPEN", month=EVENT_START.date(), by=owner, now=AUGUST)
    assert Report.objects.count() == 4
    assert_ratchet(owner_client, f"settlement:{name}")
