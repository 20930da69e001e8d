"""Carrying webhooks to providers: signed afresh at each attempt, tried again until a 2xx comes back."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import msgspec

from experience.market.models import WebhookDelivery
from experience.market.rules.text import instant_text
from experience.signing import HEADER, signature

TIMEOUT_SECONDS = 10.0
AT_ONCE = 8
BATCH = 64
LONGEST_PAUSE = timedelta(minutes=5)
GIVEN_UP_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Handling:
    """How one attempt is made. Anything but the default is a fault that the operator asked for."""

    copies: int = 1
    secret: str | None = None
    wait: timedelta = timedelta(0)


Handler = Callable[[WebhookDelivery, datetime], Handling]


def honest(delivery: WebhookDelivery, now: datetime) -> Handling:
    """Once, at once, with the provider's own secret."""
    return Handling()


@dataclass(frozen=True)
class Received:
    """What an attempt came to: a status, or why there is none."""

    status: int | None
    error: str = ""

    @property
    def well(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def deliver_due(client: httpx.Client, *, now: datetime, handler: Handler = honest) -> int:
    """Make one attempt for each delivery that is due, oldest first. Returns how many attempts were made."""
    due = WebhookDelivery.objects.filter(
        delivered_at__isnull=True, abandoned_at__isnull=True, due_at__lte=now, registration__is_active=True
    )
    batch = list(due.select_related("registration").order_by("due_at", "created")[:BATCH])
    handled = [(delivery, handler(delivery, now)) for delivery in batch]
    _postpone([(delivery, handling) for delivery, handling in handled if handling.wait], now)
    sent = [(delivery, handling) for delivery, handling in handled if not handling.wait]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        answers = list(pool.map(lambda pair: _send(client, pair[0], pair[1], now), sent))
    for (delivery, _), answer in zip(sent, answers, strict=True):
        _keep(delivery, answer, now)
    return len(sent)


def payload(delivery: WebhookDelivery) -> bytes:
    """The body: the same for every attempt of one delivery."""
    return msgspec.json.encode(
        {
            "event": delivery.event,
            "id": delivery.pk,
            "created": instant_text(delivery.created),
            "data": delivery.data,
        }
    )


def pause_after(attempts: int) -> timedelta:
    """1, 2, 4 ... seconds, and from then on five minutes."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 20)), LONGEST_PAUSE)


def _send(client: httpx.Client, delivery: WebhookDelivery, handling: Handling, now: datetime) -> Received:
    body = payload(delivery)
    secret = handling.secret or delivery.registration.secret
    headers = {"Content-Type": "application/json", HEADER: signature(body, secret, now)}
    outcome = Received(None, "not sent")
    for _ in range(handling.copies):
        try:
            response = client.post(
                delivery.registration.url, content=body, headers=headers, timeout=TIMEOUT_SECONDS
            )
            outcome = Received(response.status_code)
        except httpx.HTTPError as error:
            outcome = Received(None, f"{type(error).__name__}: {error}"[:300])
    return outcome


def _keep(delivery: WebhookDelivery, answer: Received, now: datetime) -> None:
    delivery.attempts += 1
    delivery.last_status, delivery.last_error = answer.status, answer.error
    if answer.well:
        delivery.delivered_at = now
    elif now - delivery.created >= GIVEN_UP_AFTER:
        delivery.abandoned_at = now
    else:
        delivery.due_at = now + pause_after(delivery.attempts)
    delivery.save()


def _postpone(waiting: Sequence[tuple[WebhookDelivery, Handling]], now: datetime) -> None:
    for delivery, handling in waiting:
        delivery.due_at = now + handling.wait
        delivery.save(update_fields=["due_at"])
