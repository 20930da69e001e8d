"""Webhooks: signed, at least once, and again until they are heard."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import pytest

from experience.market.models import FlexProvider, WebhookDelivery, WebhookRegistration
from experience.outbound import Handling, deliver_due, honest, pause_after
from experience.signing import HEADER
from tests.experience import builders

SECRET = "shared-secret"
SECOND = timedelta(seconds=1)


@pytest.fixture
def waiting(provider: FlexProvider, now: datetime) -> WebhookDelivery:
    WebhookRegistration.objects.create(provider=provider, url="http://portal.test/hook/", secret=SECRET)
    builders.dispatch(provider, now)
    return WebhookDelivery.objects.get()


def listener(*statuses: int) -> tuple[httpx.Client, list[httpx.Request]]:
    """A client whose other end answers these statuses in turn, the last one for ever; 0 is no answer."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        status = statuses[min(len(asked), len(statuses)) - 1]
        if status == 0:
            raise httpx.ConnectTimeout("nobody is there")
        return httpx.Response(status)

    return httpx.Client(transport=httpx.MockTransport(answer)), asked


def test_a_delivery_carries_the_dispatch_and_a_fresh_signature(
    waiting: WebhookDelivery, now: datetime
) -> None:
    client, asked = listener(200)
    assert deliver_due(client, now=now) == 1
    body = json.loads(asked[0].content)
    assert (body["event"], body["id"]) == ("dispatch.created", waiting.pk)
    assert body["data"]["status"] == "pending"
    stamp, digest = (part.partition("=")[2] for part in asked[0].headers[HEADER].split(","))
    expected = hmac.new(SECRET.encode(), f"{stamp}.".encode() + asked[0].content, hashlib.sha256).hexdigest()
    assert (int(stamp), digest) == (int(now.timestamp()), expected)


@pytest.mark.parametrize("failure", [0, 301, 400, 404, 500])
def test_what_is_not_heard_is_said_again_with_the_same_id(
    failure: int, waiting: WebhookDelivery, now: datetime
) -> None:
    client, asked = listener(failure, 204)
    deliver_due(client, now=now)
    waiting.refresh_from_db()
    assert (waiting.delivered_at, waiting.attempts, waiting.due_at) == (None, 1, now + SECOND)
    assert deliver_due(client, now=now + SECOND / 2) == 0
    later = now + 400 * SECOND
    assert deliver_due(client, now=later) == 1
    waiting.refresh_from_db()
    assert (waiting.delivered_at, waiting.attempts) == (later, 2)
    assert asked[0].content == asked[1].content
    assert asked[0].headers[HEADER] != asked[1].headers[HEADER]


def test_what_has_been_heard_is_not_said_again(waiting: WebhookDelivery, now: datetime) -> None:
    client, asked = listener(200)
    deliver_due(client, now=now)
    assert deliver_due(client, now=now + timedelta(days=1)) == 0
    assert len(asked) == 1


def test_after_a_day_it_is_given_up(waiting: WebhookDelivery, now: datetime) -> None:
    client, _ = listener(500)
    deliver_due(client, now=now + timedelta(days=1))
    waiting.refresh_from_db()
    assert waiting.abandoned_at == now + timedelta(days=1)
    assert deliver_due(client, now=now + timedelta(days=2)) == 0


def test_pauses_double_up_to_five_minutes() -> None:
    assert [pause_after(n).total_seconds() for n in (1, 2, 3, 9, 10, 1000)] == [1, 2, 4, 256, 300, 300]


@pytest.mark.parametrize(
    ("handling", "sent", "delivered"),
    [(Handling(), 1, True), (Handling(copies=3), 3, True), (Handling(wait=SECOND), 0, False)],
)
def test_faults_double_and_delay(
    handling: Handling, sent: int, delivered: bool, waiting: WebhookDelivery, now: datetime
) -> None:
    client, asked = listener(200)
    deliver_due(client, now=now, handler=lambda delivery, moment: handling)
    waiting.refresh_from_db()
    assert (len(asked), waiting.delivered_at is not None) == (sent, delivered)


def test_a_wrong_signature_is_a_fault_too(waiting: WebhookDelivery, now: datetime) -> None:
    signatures = []
    handlers: list[Callable[[WebhookDelivery, datetime], Handling]] = [
        honest,
        lambda *_: Handling(secret="wrong"),
    ]
    for handler in handlers:
        client, asked = listener(500)
        waiting.due_at = now
        waiting.save()
        deliver_due(client, now=now, handler=handler)
        signatures.append(asked[0].headers[HEADER])
    assert signatures[0] != signatures[1]


def test_a_silenced_listener_is_left_alone(waiting: WebhookDelivery, now: datetime) -> None:
    WebhookRegistration.objects.update(is_active=False)
    client, asked = listener(200)
    assert deliver_due(client, now=now) == 0
    assert asked == []
