"""The webhook's intake: verify, store in one insert, answer. Nothing is understood here."""

import logging
from datetime import UTC, datetime

from django.db.models import F

from dispatch.models import WebhookDelivery, WebhookRefusal
from dispatch.rules.signature import Refusal, why_refused
from dispatch.services.errors import UnknownWebhook, WebhookNotBelieved
from dispatch.tasks import understand_delivery
from portal.audit.services import record_event
from portal.core.doorbell import ring
from portal.piclo.models import Connection

log = logging.getLogger(__name__)
LARGEST_BODY = 256 * 1024


def take_webhook(*, webhook_key: str, header: str, body: bytes, now: datetime) -> WebhookDelivery:
    """Store a verified call and ring for somebody to understand it; it is committed when this returns.

    `body` is the raw body, at most one byte longer than LARGEST_BODY. Raises UnknownWebhook or WebhookNotBelieved.
    """
    connections = Connection.objects.filter(webhook_key=webhook_key)
    connection = connections.only("organisation_id", "webhook_secret").first()
    if connection is None:
        raise UnknownWebhook("There is no webhook here.")
    refusal = (
        Refusal.TOO_LARGE
        if len(body) > LARGEST_BODY
        else why_refused(header, body, secret=connection.webhook_secret, now=now)
    )
    if refusal:
        count_refusal(connection.organisation_id, refusal, now=now)
        raise WebhookNotBelieved(f"This call was not believed: {refusal}.")
    delivery = WebhookDelivery.objects.create(
        organisation_id=connection.organisation_id, received_at=now, body=body
    )
    ring(understand_delivery, delivery_id=delivery.pk)
    return delivery


def count_refusal(organisation_id: int, reason: Refusal, *, now: datetime) -> None:
    """One more refused call. The first of its kind on a day is an audit event; the rest raise its count."""
    log.warning("A webhook call for organisation %s was refused: %s", organisation_id, reason)
    row, is_first = WebhookRefusal.objects.get_or_create(
        organisation_id=organisation_id,
        on=now.astimezone(UTC).date(),
        reason=reason,
        defaults={"first_at": now, "last_at": now},
    )
    if is_first:
        record_event(
            kind="webhook.refused",
            organisation_id=organisation_id,
            subject=row,
            at=now,
            rule="webhook intake",
            after={"reason": reason},
        )
    else:
        WebhookRefusal.objects.filter(pk=row.pk).update(count=F("count") + 1, last_at=now)
