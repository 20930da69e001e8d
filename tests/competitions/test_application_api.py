"""Company approval over the API: what the pages can, tools can."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from competitions.models import Application, CompanyDocument
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.factories.applications import NOW, PDF, WHOLE, ApplicationFactory, all_papers, kept
from tests.support.fixtures import MakeMember, SignIn

API = "/api/v1/applications/"
DOCUMENTS = "/api/v1/documents/"
JSON: dict[str, Any] = {"content_type": "application/json"}


@time_machine.travel(NOW, tick=False)
def test_an_application_goes_from_start_to_decision(owner: Membership, owner_client: Client) -> None:
    all_papers(owner)
    body = {"operator_name": "Pennine Electricity", "dps_record_reference": "PE_FLEX"}
    made = owner_client.post(f"{API}start/", body, **JSON).json()
    address, version = f"{API}{made['id']}/", made["version"]
    for code, answers in WHOLE.items():
        answer = owner_client.put(
            f"{address}sections/{code}/", {"version": version, "answers": answers}, **JSON
        )
        assert answer.status_code == 200
        version = answer.json()["version"]
    sent = owner_client.post(f"{address}sent/", {"at": NOW.isoformat()}, **JSON)
    assert sent.json()["status"] == "pending"
    refused = owner_client.post(f"{address}decision/", {"approved": False, "at": NOW.isoformat()}, **JSON)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "refused")
    decided = owner_client.post(f"{address}decision/", {"approved": True, "at": NOW.isoformat()}, **JSON)
    assert decided.json()["status"] == "approved"
    shown = owner_client.get(address).json()
    assert [one["kind"] for one in shown["sendings"][0]["documents"]] != []
    assert shown["sendings"][0]["outcome"] == "approved"
    assert [one["status"] for one in owner_client.get(API).json()["results"]] == ["approved"]


@time_machine.travel(NOW, tick=False)
def test_sending_answers_202_with_the_sending_and_409_while_it_is_on_its_way(
    owner: Membership, owner_client: Client
) -> None:
    application = ApplicationFactory.create(organisation=owner.organisation)
    assert "Still missing" in owner_client.post(f"{API}{application.pk}/send/").json()["error"]["message"]
    all_papers(owner)
    sent = owner_client.post(f"{API}{application.pk}/send/")
    assert (sent.status_code, sent.json()["state"]) == (202, "waiting")
    assert owner_client.post(f"{API}{application.pk}/send/").status_code == 409


@pytest.mark.parametrize(
    ("section", "body", "status"),
    [
        ("declaration", {"version": 9, "answers": {}}, 409),
        ("hobbies", {"version": 1, "answers": {}}, 400),
        ("declaration", {"version": 1, "answers": {"declared_on": "soon"}}, 400),
        ("declaration", {"answers": {}}, 400),
    ],
)
def test_a_section_that_cannot_be_saved_is_refused(
    owner: Membership, owner_client: Client, section: str, body: dict[str, Any], status: int
) -> None:
    application = ApplicationFactory.create(organisation=owner.organisation)
    answer = owner_client.put(f"{API}{application.pk}/sections/{section}/", body, **JSON)
    assert answer.status_code == status
    application.refresh_from_db()
    assert application.answers == WHOLE


def test_who_may_only_look_sees_no_answers(
    owner: Membership, make_member: MakeMember, sign_in: SignIn
) -> None:
    application = ApplicationFactory.create(organisation=owner.organisation)
    viewer = sign_in(make_member(Role.VIEWER))
    assert "answers" not in viewer.get(f"{API}{application.pk}/").json()
    assert viewer.get(DOCUMENTS).status_code == 403
    assert viewer.post(f"{API}start/", {}, **JSON).status_code == 403


@time_machine.travel(NOW, tick=False)
def test_documents_are_uploaded_read_and_removed(owner: Membership, owner_client: Client) -> None:
    body = {"file": SimpleUploadedFile("a.pdf", PDF), "kind": "insurance", "entity": "Hillside Flex Ltd"}
    made = owner_client.post(DOCUMENTS, body)
    assert made.status_code == 201
    assert [one["sha256"] for one in owner_client.get(DOCUMENTS).json()["results"]] == [made.json()["sha256"]]
    address = f"{DOCUMENTS}{made.json()['id']}/"
    assert b"".join(owner_client.get(address).streaming_content) == PDF  # type: ignore[attr-defined]
    assert owner_client.delete(address).status_code == 204
    assert not CompanyDocument.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_a_wrong_document_is_told_at_its_field(owner: Membership, owner_client: Client) -> None:
    other = ApplicationFactory.create()
    body = {"kind": "insurance", "entity": "Hillside Flex Ltd"}
    for change, field in (
        ({"file": SimpleUploadedFile("a.pdf", b"MZ")}, "file"),
        ({"file": SimpleUploadedFile("a.pdf", PDF), "application": other.pk}, "application"),
        ({"file": SimpleUploadedFile("a.pdf", PDF), "kind": "poem"}, "kind"),
    ):
        answer = owner_client.post(DOCUMENTS, {**body, **change})
        assert answer.status_code == 400
        assert field in answer.json()["error"]["fields"]
    assert not CompanyDocument.objects.exists()


def test_a_document_that_was_sent_stays(owner: Membership, owner_client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        all_papers(owner)
        application = ApplicationFactory.create(organisation=owner.organisation)
        at = (NOW - timedelta(minutes=1)).isoformat()
        assert owner_client.post(f"{API}{application.pk}/sent/", {"at": at}, **JSON).status_code == 200
        sent = application.sendings.get().documents.first()
        assert sent is not None
        assert owner_client.delete(f"{DOCUMENTS}{sent.pk}/").status_code == 409
        other = kept(owner, "other")
        assert owner_client.delete(f"{DOCUMENTS}{other.pk}/").status_code == 204
    assert Application.objects.get().status == "pending"
