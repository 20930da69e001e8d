"""The webhook's door: what is stored, what is refused, and that nothing waits for the broker."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError

from dispatch.models import Instruction, WebhookDelivery, WebhookRefusal
from dispatch.services.intake import LARGEST_BODY
from dispatch.tasks import understand_delivery, understand_waiting_webhooks
from portal.accounts.models import Membership
from portal.audit.models import Event
from portal.piclo.models import Connection
from tests.factories.dispatch import NOW, connect, delivery_body, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def call(connection: Connection, body: bytes, header: str | None = None, key: str = "") -> Any:
    url = reverse("dispatch:webhook", args=[key or connection.webhook_key])
    headers = {"X-Piclo-Signature": signed(body) if header is None else header}
    client = Client(enforce_csrf_checks=True)
    return client.post(url, body, content_type="application/json", headers=headers)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Keys of deliveries for which the bell was rung."""
    heard: list[int] = []

    def ring(kwargs: dict[str, int], **options: Any) -> None:
        heard.append(kwargs["delivery_id"])

    monkeypatch.setattr(understand_delivery, "apply_async", ring)
    return heard


def test_a_signed_call_is_stored_as_it_came_and_rung_for(
    connection: Connection, rung: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    body = delivery_body()
    with django_capture_on_commit_callbacks(execute=True):
        assert call(connection, body).status_code == 200
    delivery = WebhookDelivery.objects.get()
    assert bytes(delivery.body) == body
    assert (delivery.received_at, delivery.state) == (NOW, "received")
    assert rung == [delivery.pk]
    assert not Instruction.objects.exists()


def test_intake_takes_one_read_and_one_insert(
    connection: Connection, rung: list[int], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        call(connection, delivery_body())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_a_signed_call_is_stored_whatever_it_says(
    connection: Connection, rung: list[int], body: bytes
) -> None:
    assert call(connection, body).status_code == 200
    assert bytes(WebhookDelivery.objects.get().body) == body


def test_a_broker_that_is_down_costs_nothing(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def nobody(**options: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(understand_delivery, "apply_async", nobody)
    with django_capture_on_commit_callbacks(execute=True):
        assert call(connection, delivery_body()).status_code == 200
    understand_waiting_webhooks()
    assert Instruction.objects.get().piclo_id == "Dsp0001"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", "unsigned"),
        (signed(delivery_body(), secret="guessed"), "wrong signature"),
        (signed(delivery_body(), at=NOW - timedelta(minutes=6)), "too old or early"),
    ],
)
def test_a_call_that_is_not_piclos_is_refused_and_counted(
    connection: Connection, header: str, reason: str
) -> None:
    for _ in range(3):
        assert call(connection, delivery_body(), header).status_code == 401
    refusal = WebhookRefusal.objects.get()
    assert (refusal.reason, refusal.count, refusal.last_at) == (reason, 3, NOW)
    assert not WebhookDelivery.objects.exists()
    assert Event.objects.get().kind == "webhook.refused"


def test_refusals_take_one_row_a_day_and_reason(
    connection: Connection, clock: time_machine.Traveller
) -> None:
    for days in range(3):
        clock.move_to(NOW + timedelta(days=days))
        for _ in range(5):
            call(connection, delivery_body(), "")
    assert WebhookRefusal.objects.count() == 3


def test_an_enormous_call_is_refused_before_it_is_stored(connection: Connection) -> None:
    body = b" " * (LARGEST_BODY + 1)
    assert call(connection, body).status_code == 401
    assert WebhookRefusal.objects.get().reason == "too large"
    assert call(connection, b" " * LARGEST_BODY).status_code == 200


def test_a_key_that_nobody_has_is_not_found(connection: Connection) -> None:
    assert call(connection, delivery_body(), key="nobody-has-this").status_code == 404
    assert not WebhookRefusal.objects.exists()


def test_a_connection_without_a_secret_takes_no_call(connection: Connection) -> None:
    Connection.objects.update(webhook_secret="")
    assert call(connection, delivery_body(), signed(delivery_body(), secret="")).status_code == 401


def test_each_organisation_has_its_own_secret(connection: Connection, stranger: Membership) -> None:
    theirs = connect(stranger.organisation, webhook_secret="another")
    assert call(theirs, delivery_body()).status_code == 401
    assert WebhookRefusal.objects.get().organisation_id == stranger.organisation_id


def test_the_webhook_is_only_posted_to(connection: Connection) -> None:
    url = reverse("dispatch:webhook", args=[connection.webhook_key])
    assert Client().get(url).status_code == 405
