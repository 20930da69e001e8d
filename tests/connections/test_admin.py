"""Operators see connections, runs and calls; secrets can be entered there and not read back."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.piclo.models import Call, Connection, RefusedRecord
from tests.connections.conftest import MakeRun


@pytest.fixture
def operator(db: None) -> Client:
    client = Client()
    user = User.objects.create_superuser("operator@flexdesk.example", "a-long-password", name="Operator")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("model", ["connection", "feedstate", "syncrun", "refusedrecord", "call"])
def test_every_list_of_the_admin_opens(operator: Client, model: str, make_run: MakeRun, call: Call) -> None:
    RefusedRecord.objects.create(run=make_run(), ref="ast9", reason="no", raw={})
    assert operator.get(reverse(f"admin:piclo_{model}_changelist")).status_code == 200


def test_a_connection_is_changed_without_showing_or_losing_its_secrets(
    operator: Client, connection: Connection
) -> None:
    Connection.objects.update(api_key="the-secret-key", webhook_secret="the-hook-secret")
    url = reverse("admin:piclo_connection_change", args=[connection.pk])
    page = operator.get(url).content.decode()
    assert "the-secret-key" not in page
    assert "the-hook-secret" not in page
    entered = {
        "organisation": connection.organisation_id,
        "base_url": "https://moved.test",
        "provider_id": "prov001",
        "client_id": "client",
        "api_key": "",
        "webhook_secret": "",
        "feeds-TOTAL_FORMS": 0,
        "feeds-INITIAL_FORMS": 0,
    }
    assert operator.post(url, entered).status_code == 302
    connection.refresh_from_db()
    assert connection.base_url == "https://moved.test"
    assert (connection.api_key, connection.webhook_secret) == ("the-secret-key", "the-hook-secret")


def test_runs_are_looked_at_and_not_edited(operator: Client, make_run: MakeRun) -> None:
    run = make_run()
    url = reverse("admin:piclo_syncrun_change", args=[run.pk])
    assert operator.get(url).status_code == 200
    assert operator.post(url, {"state": "failed"}).status_code == 403
