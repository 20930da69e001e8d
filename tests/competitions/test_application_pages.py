"""Company approval on its pages: from an operator we never applied to, to the decision."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from competitions.models import Application, ApplicationStatus, Verdict
from competitions.models.application_sending import SendingState
from competitions.rules.codes import Code, standing_of
from competitions.selectors.waiting import waiting_in
from competitions.services.applications import save_section, start_application
from competitions.services.errors import ApplicationError, StaleApplication
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.audit.models import Event
from tests.factories.applications import NOW, WHOLE, ApplicationFactory, all_papers, kept
from tests.factories.assets import AssetFactory
from tests.factories.competitions import CompetitionFactory
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

LIST = "/competitions/applications/"


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def application(owner: Membership) -> Application:
    return ApplicationFactory.create(organisation=owner.organisation, dps_record_reference="PE_FLEX_2026")


def wanting(owner: Membership, reference: str, operator: str = "Pennine Electricity", **values: Any) -> Any:
    """A competition of that market that can still be joined."""
    return CompetitionFactory.create(
        organisation=owner.organisation,
        operator_name=operator,
        dps_record_reference=reference,
        closed_at=NOW + timedelta(days=9),
        **values,
    )


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def page(application: Application, way: str = "") -> str:
    return f"{LIST}{application.pk}/{way}"


def test_the_list_takes_the_same_queries_for_many_markets(owner: Membership, owner_client: Client) -> None:
    for number in range(12):
        wanting(owner, f"M_{number}")
        ApplicationFactory.create(organisation=owner.organisation, dps_record_reference=f"M_{number}")
    assert_ratchet(owner_client, "competitions:application-list")


def test_one_application_takes_the_same_queries_with_a_long_history(
    owner: Membership, owner_client: Client, application: Application
) -> None:
    all_papers(owner)
    for _ in range(8):
        wanting(owner, application.dps_record_reference)
    for _ in range(5):
        ending = {"on": str(NOW.date()), "outcome": "rejected", "reason": "Not yet."}
        assert owner_client.post(page(application, "sent/"), {"on": str(NOW.date())}).status_code == 302
        assert owner_client.post(page(application, "decision/"), ending).status_code == 302
    assert application.sendings.count() == 5
    assert_ratchet(owner_client, "competitions:application-detail", pk=application.pk)


def test_operators_we_never_applied_to_are_listed_with_what_waits(
    owner: Membership, owner_client: Client, application: Application
) -> None:
    wanting(owner, "LPN_FLEX", "Lowland Power Networks")
    shown = text_of(owner_client.get(LIST))
    assert "Lowland Power Networks LPN_FLEX Not applied 1" in shown
    assert "Pennine Electricity PE_FLEX_2026 Draft 0" in shown


def test_what_an_approval_would_let_in_is_what_lacks_nothing_else(
    owner: Membership, owner_client: Client, application: Application
) -> None:
    small, large = (
        wanting(owner, application.dps_record_reference, name=name) for name in ("Small", "Large")
    )
    alone, doubt = Code.NOT_APPROVED, Code.NOT_APPROVED | Code.BUFFER
    for competition, codes, watts in (
        (small, alone, 250_000),
        (large, alone, 1_000_000),
        (large, doubt, 500_000),
        (large, Code.NOT_APPROVED | Code.VOLTAGE, 7_000_000),
        (large, Code.NOT_APPROVED | Code.DIRECTION, 8_000_000),
        (large, Code(0), 9_000_000),
    ):
        asset = AssetFactory.create(organisation=owner.organisation)
        Verdict.objects.create(
            competition=competition,
            asset=asset,
            place=0,
            standing=standing_of(int(codes)),
            codes=int(codes),
            capacity_w=watts,
        )
    waiting = waiting_in(owner, NOW)[application.dps_record_reference]
    assert [(one.competition.name, one.mw, one.assets) for one in waiting.held] == [
        ("Large", Decimal("1.5"), 2),
        ("Small", Decimal("0.25"), 1),
    ]
    assert "Pennine Electricity PE_FLEX_2026 Draft 2 1.750" in text_of(owner_client.get(LIST))
    assert "Large" in text_of(owner_client.get(page(application)))


def test_applying_starts_from_the_last_answers(owner: Membership, owner_client: Client) -> None:
    ApplicationFactory.create(organisation=owner.organisation)
    body = {"operator_name": "Lowland Power Networks", "dps_record_reference": "LPN_FLEX"}
    response = owner_client.post(f"{LIST}new/", body)
    made = Application.objects.get(dps_record_reference="LPN_FLEX")
    assert response["Location"] == made.get_absolute_url()
    assert made.answers["organisation_profile"] == WHOLE["organisation_profile"]
    assert "declaration" not in made.answers
    owner_client.post(f"{LIST}new/", body)
    assert Application.objects.filter(dps_record_reference="LPN_FLEX").count() == 1
    assert owner_client.post(f"{LIST}new/", {"operator_name": ""}).status_code == 422


def test_a_section_is_saved_half_done_and_leads_to_the_next(
    owner: Membership, owner_client: Client, application: Application
) -> None:
    address = page(application, "sections/organisation_profile/")
    body = {"version": 1, "registered_name": "Hillside Flex Ltd", "next": "1"}
    response = owner_client.post(address, body)
    assert response["Location"] == page(application, "sections/organisation_status/")
    application.refresh_from_db()
    assert application.answers["organisation_profile"]["company_number"] == ""
    assert application.version == 2
    shown = text_of(owner_client.get(page(application)))
    assert "Company number" in shown
    assert "5 missing" in shown
    saved = Event.objects.about(application).first()
    assert saved is not None
    assert saved.after["fields"][0] == "company_number"


def test_a_wrong_answer_stands_at_its_question_and_nothing_is_saved(
    owner_client: Client, application: Application
) -> None:
    address = page(application, "sections/audit_insurance_legal/")
    response = owner_client.post(
        address, {"version": 1, "public_liability": "lots", "public_liability_until": "2020-01-01"}
    )
    assert response.status_code == 422
    shown = text_of(response)
    assert "Write a sum in pounds" in shown
    assert "This cover has run out" in shown
    assert 'value="lots"' in response.content.decode()
    application.refresh_from_db()
    assert application.version == 1


def test_the_second_of_two_writers_sees_that_another_saved_first(
    owner: Membership, owner_client: Client, application: Application
) -> None:
    save: dict[str, Any] = {"application_id": application.pk, "by": owner, "now": NOW, "version": 1}
    save_section(section_code="declaration", answers={}, **save)
    with pytest.raises(StaleApplication):
        save_section(section_code="declaration", answers={}, **save)
    address = page(application, "sections/declaration/")
    response = owner_client.post(address, {"version": 1, "declared_by": "Calum"})
    assert response.status_code == 422
    assert "Somebody else saved" in text_of(response)
    assert 'name="version" value="2"' in response.content.decode()
    assert owner_client.post(address, {"version": 2, "declared_by": "Calum"}).status_code == 302


def test_sections_that_do_not_exist_are_not_found(owner_client: Client, application: Application) -> None:
    assert owner_client.get(page(application, "sections/hobbies/")).status_code == 404


def test_the_button_to_send_is_there_once_nothing_is_missing(
    owner: Membership, owner_client: Client, application: Application
) -> None:
    assert "Still wanted, and none valid here: Insurance certificate" in text_of(
        owner_client.get(page(application))
    )
    owner_client.post(page(application, "send/"))
    assert not application.sendings.exists()
    all_papers(owner)
    assert "Send to Pennine Electricity" in text_of(owner_client.get(page(application)))
    assert "Send the application to Pennine" in text_of(owner_client.get(page(application, "send/")))
    assert owner_client.post(page(application, "send/")).status_code == 302
    [sending] = application.sendings.all()
    assert sending.state == SendingState.WAITING
    assert "Being sent" in text_of(owner_client.get(page(application)))
    polled = owner_client.get(page(application), headers={"HX-Request": "true"})
    assert polled.content.decode().strip().startswith('<div id="standing" class="stack" hx-get=')
    assert "HX-Refresh" not in polled
    sending.state = SendingState.REFUSED
    sending.save()
    assert owner_client.get(page(application), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_what_is_pending_cannot_be_changed(
    owner: Membership, owner_client: Client, application: Application
) -> None:
    all_papers(owner)
    owner_client.post(page(application, "sent/"), {"on": str(NOW.date())})
    response = owner_client.post(page(application, "sections/declaration/"), {"version": 1})
    assert response.status_code == 422
    assert "This application is pending." in text_of(response)
    assert "Fill in" not in text_of(owner_client.get(page(application)))


def test_what_happened_on_piclos_own_site_is_recorded(
    owner: Membership, owner_client: Client, application: Application
) -> None:
    assert owner_client.post(page(application, "sent/"), {"on": str(NOW.date())}).status_code == 422
    all_papers(owner)
    assert owner_client.post(page(application, "sent/"), {"on": "2026-11-26"}).status_code == 422
    assert owner_client.post(page(application, "sent/"), {"on": "2026-11-24"}).status_code == 302
    decision = page(application, "decision/")
    assert owner_client.post(decision, {"on": "2026-11-25", "outcome": "rejected"}).status_code == 422
    body = {"on": "2026-11-25", "outcome": "rejected", "reason": "No accounts."}
    assert owner_client.post(decision, body).status_code == 302
    shown = text_of(owner_client.get(page(application)))
    assert "Pennine Electricity turned the application down: No accounts." in shown
    assert "by hand, on Piclo’s site" in shown


def test_the_forms_offer_today(owner_client: Client, application: Application) -> None:
    for way in ("sent/", "decision/"):
        assert 'name="on" value="2026-11-25"' in owner_client.get(page(application, way)).content.decode()


def test_the_package_holds_the_form_and_the_valid_documents(
    owner: Membership, owner_client: Client, application: Application
) -> None:
    application.answers["organisation_profile"]["contact_name"] = "=cmd|' /C calc'!A0"
    application.answers["organisation_profile"]["registered_address"] = "<script>1</script>"
    application.save()
    all_papers(owner)
    kept(owner, "other", until=date(2026, 11, 25))
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        response = owner_client.get(page(application, "package/"))
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.namelist() == [
            "application.html",
            "application.csv",
            "documents/01-accounts.pdf",
            "documents/02-agreement.pdf",
            "documents/03-insurance.pdf",
        ]
        form = package.read("application.html").decode()
        rows = list(csv.reader(io.StringIO(package.read("application.csv").decode("utf-8-sig"))))
    assert "<script>" not in form
    assert "Private limited company" in form
    assert ["Organisation profile", "Contact for this application", "'=cmd|' /C calc'!A0"] in rows
    assert Event.objects.about(application).filter(kind="application.packaged").exists()


def test_a_draft_can_be_discarded_and_a_sent_one_cannot(
    owner: Membership, owner_client: Client, application: Application
) -> None:
    all_papers(owner)
    sent = ApplicationFactory.create(organisation=owner.organisation)
    owner_client.post(page(sent, "sent/"), {"on": str(NOW.date())})
    for one in (application, sent):
        owner_client.post(page(one, "discard/"))
    assert list(Application.objects.all()) == [sent]


def test_somebody_who_may_only_look_sees_no_answers_and_no_buttons(
    make_member: MakeMember, sign_in: SignIn, application: Application, owner: Membership
) -> None:
    all_papers(owner)
    client = sign_in(make_member(Role.VIEWER))
    shown = client.get(page(application)).content.decode()
    assert "insurance.pdf" in shown
    assert "/download/" not in shown
    assert "Send to" not in shown
    assert "Ailsa" not in shown
    assert client.get(LIST).status_code == 200
    assert client.get(page(application, "package/")).status_code == 403


def test_the_desk_tells_of_rejections_and_of_documents_that_run_out(
    owner: Membership, owner_client: Client, application: Application
) -> None:
    Application.objects.update(status=ApplicationStatus.REJECTED, reason="No accounts.")
    kept(owner, until=NOW.date() + timedelta(days=6))
    kept(owner, "agreement", until=NOW.date() + timedelta(days=61))
    wanting(owner, "NEW_MARKET", "Lowland Power Networks")
    shown = text_of(owner_client.get(reverse("competitions:application-desk-panel")))
    for words in ("No accounts.", "6 days left", "Approval by Lowland Power Networks"):
        assert words in shown
    assert "Signed framework agreement" not in shown
    assert "2" in text_of(owner_client.get(reverse("competitions:application-rail-count")))


def test_a_market_needs_a_name_and_a_draft_with_papers_of_its_own_stays(owner: Membership) -> None:
    with pytest.raises(ApplicationError, match="Name the operator"):
        start_application(operator_name=" ", dps_record_reference="X", by=owner, now=NOW)
