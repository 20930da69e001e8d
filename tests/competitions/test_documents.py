"""Documents: kept by content, replaced without losing what was sent, reminded of in time, read by those who may."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from competitions.models import CompanyDocument, ExpiryReminder
from competitions.outbound.reminders import remind_of_expiry
from competitions.services.documents import About, remove_document, replace_document, upload_document
from competitions.services.errors import ApplicationError, NotTaken
from competitions.services.sending import record_as_sent
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.notify.models import Email
from tests.factories.applications import NOW, PDF, PNG, ApplicationFactory, all_papers, kept
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

LIST = "/competitions/applications/documents/"


def kinds_of_events(document: CompanyDocument) -> list[str]:
    return list(Event.objects.about(document).values_list("kind", flat=True))


def test_a_file_is_kept_under_a_name_nobody_chose_with_its_digest(owner: Membership) -> None:
    document = upload_document(
        content=ContentFile(PDF, "x"),
        name="..\\..\\etc/passwd/cert.pdf",
        about=About("insurance", " Hillside Flex Ltd ", date(2027, 1, 1)),
        by=owner,
        now=NOW,
    )
    assert (document.name, document.entity, document.size) == ("cert.pdf", "Hillside Flex Ltd", len(PDF))
    assert "cert" not in str(document.content.name)
    assert len(document.sha256) == 64
    assert kinds_of_events(document) == ["document.uploaded"]


def test_one_that_has_run_out_is_not_taken_and_nothing_is_kept(owner: Membership) -> None:
    with pytest.raises(NotTaken, match="run out"):
        kept(owner, until=NOW.date() - timedelta(days=1))
    with pytest.raises(NotTaken, match="This is a PNG"):
        kept(owner, content=PNG)
    assert not CompanyDocument.objects.exists()


def test_a_newer_version_takes_its_place_and_the_old_one_stays_with_what_was_sent(owner: Membership) -> None:
    old = all_papers(owner)[0]
    application = ApplicationFactory.create(organisation=owner.organisation)
    record_as_sent(application_id=application.pk, at=NOW, by=owner, now=NOW)
    about = About("insurance", "Hillside Flex Ltd", date(2028, 1, 1))
    replace: dict[str, Any] = {
        "document_id": old.pk,
        "name": "new.pdf",
        "about": about,
        "by": owner,
        "now": NOW,
    }
    new = replace_document(content=ContentFile(PDF, "n"), **replace)
    assert old in application.sendings.get().documents.all()
    assert new in CompanyDocument.objects.that_go_with(application)
    assert old not in CompanyDocument.objects.that_go_with(application)
    with pytest.raises(ApplicationError, match="newer version"):
        replace_document(content=ContentFile(PDF, "n"), **replace)
    with pytest.raises(ApplicationError, match="stays in the history"):
        remove_document(document_id=all_sent(application)[0], by=owner, now=NOW)


def all_sent(application: Any) -> list[int]:
    sent = application.sendings.get().documents.filter(replaced_at=None)
    return list(sent.values_list("pk", flat=True))


def test_a_version_that_was_never_sent_can_be_taken_back(
    owner: Membership, django_capture_on_commit_callbacks: Any
) -> None:
    old = kept(owner)
    new = replace_document(
        document_id=old.pk,
        content=ContentFile(PDF, "n"),
        name="n.pdf",
        about=About("insurance", "X"),
        by=owner,
        now=NOW,
    )
    storage, stored = new.content.storage, str(new.content.name)
    with django_capture_on_commit_callbacks(execute=True):
        remove_document(document_id=new.pk, by=owner, now=NOW)
    assert not storage.exists(stored)
    assert list(CompanyDocument.objects.current()) == [old]


def test_reminders_are_given_once_to_each_who_can_do_something(
    owner: Membership, make_member: MakeMember, stranger: Membership
) -> None:
    portfolio = make_member(Role.PORTFOLIO)
    make_member(Role.BIDDER)
    document = kept(owner, until=NOW.date() + timedelta(days=60))
    kept(owner, "agreement", until=None)
    assert remind_of_expiry(now=NOW) == 1
    assert remind_of_expiry(now=NOW + timedelta(days=1)) == 0
    assert set(Email.objects.values_list("recipient", flat=True)) == {owner.user.email, portfolio.user.email}
    email = Email.objects.filter(recipient=owner.user.email).get()
    assert (
        email.subject == "Insurance certificate, Hillside Flex Ltd: runs out on 24 January 2027, in 60 days"
    )
    for days in (30, 53, 60, 70):
        remind_of_expiry(now=NOW + timedelta(days=days))
    steps = document.reminders.order_by("reminded_at").values_list("days_before", flat=True)
    assert list(steps) == [60, 30, 7, 0]
    assert Email.objects.filter(recipient=owner.user.email).count() == 4
    assert kinds_of_events(document).count("document.expiry-reminded") == 4


def test_documents_that_run_out_together_come_in_one_email(owner: Membership) -> None:
    all_papers(owner)
    assert remind_of_expiry(now=NOW + timedelta(days=335)) == 3
    email = Email.objects.get()
    assert email.subject == "3 documents run out"
    assert email.body.count("runs out on 31 October 2027") == 3


def test_a_replaced_document_is_not_reminded_of(owner: Membership) -> None:
    kept(owner, until=NOW.date())
    CompanyDocument.objects.update(replaced_at=NOW)
    assert remind_of_expiry(now=NOW) == 0


def test_rows_that_make_no_sense_are_not_kept(owner: Membership) -> None:
    document = kept(owner)
    ExpiryReminder.objects.create(document=document, days_before=60, reminded_at=NOW)
    for name, make in {
        "expiry_reminder_once": {"days_before": 60},
        "expiry_reminder_step_known": {"days_before": 59},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ExpiryReminder.objects.create(document=document, reminded_at=NOW, **make)
    for name, change in {
        "company_document_kind_known": {"kind": "poem"},
        "company_document_not_empty": {"size": 0},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            CompanyDocument.objects.update(**change)


def posted(client: Client, **changes: Any) -> Any:
    file = SimpleUploadedFile("certificate.pdf", PDF)
    values = {"file": file, "kind": "insurance", "entity": "Hillside Flex Ltd", "expires_on": "2027-10-31"}
    return client.post(f"{LIST}new/", {**values, **changes})


@time_machine.travel(NOW, tick=False)
def test_the_list_takes_the_same_queries_for_many_documents(owner: Membership, owner_client: Client) -> None:
    for _ in range(12):
        kept(owner)
    assert_ratchet(owner_client, "competitions:document-list")


@time_machine.travel(NOW, tick=False)
def test_a_document_is_uploaded_read_and_replaced_on_its_pages(
    owner: Membership, owner_client: Client
) -> None:
    assert posted(owner_client).status_code == 302
    document = CompanyDocument.objects.get()
    assert "certificate.pdf" in owner_client.get(LIST).content.decode()
    response = owner_client.get(f"{LIST}{document.pk}/download/")
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/pdf"
    assert kinds_of_events(document)[0] == "document.downloaded"
    file = SimpleUploadedFile("newer.pdf", PDF)
    body = {"file": file, "kind": "insurance", "entity": "Hillside Flex Ltd", "expires_on": "2028-10-31"}
    assert owner_client.post(f"{LIST}{document.pk}/replace/", body).status_code == 302
    assert CompanyDocument.objects.current().get().name == "newer.pdf"
    shown = owner_client.get(LIST).content.decode()
    assert "before:" in shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"file": SimpleUploadedFile("a.pdf", b"MZ not a pdf")}, "not a file of a kind"),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "The file is empty."),
        ({"file": ""}, "Choose a file."),
        ({"expires_on": "2020-01-01"}, "run out already"),
        ({"entity": ""}, "This field is required."),
        ({"kind": "poem"}, "Select a valid choice"),
    ],
)
def test_a_wrong_upload_comes_back_in_words_and_nothing_is_kept(
    owner_client: Client, change: dict[str, Any], words: str
) -> None:
    response = posted(owner_client, **change)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not CompanyDocument.objects.exists()


def test_who_may_not_edit_applications_reads_no_document(
    owner: Membership, make_member: MakeMember, sign_in: SignIn
) -> None:
    document = kept(owner)
    for role in (Role.VIEWER, Role.BIDDER, Role.SETTLEMENT):
        client = sign_in(make_member(role))
        assert client.get(reverse("competitions:document-download", args=[document.pk])).status_code == 403
        assert client.get(LIST).status_code == 403


def test_a_file_that_is_gone_from_the_disk_is_not_found(owner: Membership, owner_client: Client) -> None:
    document = kept(owner)
    document.content.storage.delete(str(document.content.name))
    assert owner_client.get(f"{LIST}{document.pk}/download/").status_code == 404


def test_another_organisations_application_cannot_be_named(owner_client: Client) -> None:
    foreign = ApplicationFactory.create()
    response = posted(owner_client, application=foreign.pk)
    assert response.status_code == 422
