"""Applications and documents in the admin site: how far they are, and nothing of what they say."""

import pytest
from django.test import Client
from django.urls import reverse

from competitions.models import Application, CompanyDocument
from competitions.services.sending import record_as_sent
from portal.accounts.models import Membership, User
from tests.factories.applications import NOW, WHOLE, ApplicationFactory, all_papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(db: None) -> Client:
    client = Client()
    user = User.objects.create_superuser("operator@flexdesk.example", "a-long-password", name="Operator")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def application(owner: Membership) -> Application:
    all_papers(owner)
    made: Application = ApplicationFactory.create(organisation=owner.organisation)
    record_as_sent(application_id=made.pk, at=NOW, by=owner, now=NOW)
    return made


@pytest.mark.parametrize("model", ["application", "companydocument"])
def test_every_list_opens(operator: Client, application: Application, model: str) -> None:
    shown = operator.get(reverse(f"admin:competitions_{model}_changelist"))
    assert shown.status_code == 200
    assert str(application.organisation) in shown.content.decode()


def test_an_application_is_looked_at_with_its_sendings_and_without_its_answers(
    operator: Client, application: Application
) -> None:
    url = reverse("admin:competitions_application_change", args=[application.pk])
    shown = operator.get(url).content.decode()
    assert application.sendings.get().get_channel_display() in shown
    assert WHOLE["organisation_profile"]["company_number"] not in shown
    assert operator.post(url, {"status": "approved"}).status_code == 403


def test_a_document_is_described_and_its_file_not_linked(operator: Client, application: Application) -> None:
    document = CompanyDocument.objects.all()[0]
    url = reverse("admin:competitions_companydocument_change", args=[document.pk])
    shown = operator.get(url).content.decode()
    assert document.sha256 in shown
    assert document.content.name not in shown
    assert operator.post(url, {"entity": "Other"}).status_code == 403
