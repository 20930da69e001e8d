"""Making sense of a stored webhook delivery. What cannot be understood is kept with its problem."""

import logging
from datetime import datetime

import msgspec
from django.db import InterfaceError, OperationalError, transaction

from dispatch.models import DeliveryState, Instruction, WebhookDelivery
from dispatch.rules.versions import Verdict
from dispatch.sync.instructions import Applied, Source, apply_dispatch
from dispatch.sync.mapping import Nonsense
from portal.audit.services import record_event
from portal.piclo.answers import without_nul
from portal.piclo.wire import Received, Unreadable, read
from portal.piclo.wire import WebhookDelivery as WireDelivery

log = logging.getLogger(__name__)
CONFLICT = "Piclo sent version {} of {} twice with different content; the first stands until Piclo is read."


class NotUnderstood(Exception):
    """Why a delivery makes no sense, in words for people."""


def understand(delivery_id: int, *, now: datetime) -> WebhookDelivery | None:
    """Understand one waiting delivery; None where another worker has it or it is done.

    Only a database that does not answer is raised: the delivery then stays waiting, and the sweep comes back to it.
    """
    try:
        return _understand(delivery_id, now)
    except (OperationalError, InterfaceError):
        raise
    except NotUnderstood as problem:
        return _keep_problem(delivery_id, str(problem), now)
    except Exception as error:
        log.exception("Webhook delivery %s could not be understood", delivery_id)
        return _keep_problem(delivery_id, f"A fault of the portal: {type(error).__name__}: {error}", now)


@transaction.atomic
def _understand(delivery_id: int, now: datetime) -> WebhookDelivery | None:
    delivery = _claimed(delivery_id)
    if delivery is None:
        return None
    wire = parsed(bytes(delivery.body))
    applied = _applied(delivery, wire, now)
    delivery.delivery_id = wire.value.id[:80]
    delivery.event = wire.value.event[:60]
    delivery.verdict = applied.verdict
    delivery.instruction = applied.instruction
    delivery.piclo_version = wire.value.data.version
    delivery.state = DeliveryState.UNDERSTOOD
    delivery.problem = ""
    delivery.save()
    _webhook_came(applied.instruction, wire.value.data.version)
    return delivery


def _claimed(delivery_id: int) -> WebhookDelivery | None:
    return (
        WebhookDelivery.objects.select_for_update(skip_locked=True).waiting().filter(pk=delivery_id).first()
    )


def parsed(body: bytes) -> Received[WireDelivery]:
    """The delivery as a wire type; NotUnderstood with the reason in words."""
    try:
        raw = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotUnderstood("This is not JSON.") from error
    try:
        return read(WireDelivery, without_nul(raw))
    except Unreadable as error:
        raise NotUnderstood(f"{error}".capitalize() if not error.path else str(error)) from error


def _applied(delivery: WebhookDelivery, wire: Received[WireDelivery], now: datetime) -> Applied:
    received = Received(wire.value.data, wire.raw["data"])
    try:
        applied = apply_dispatch(delivery.organisation_id, received, source=Source.WEBHOOK, now=now)
    except Nonsense as error:
        raise NotUnderstood(f"data.{error}") from error
    if applied.verdict == Verdict.CONFLICT:
        raise NotUnderstood(CONFLICT.format(received.value.version, received.value.id))
    return applied


def _webhook_came(instruction: Instruction, version: int) -> None:
    """The webhook that polling had outrun: late, not lost."""
    if instruction.webhook_due_since is not None and version >= instruction.piclo_version:
        Instruction.objects.filter(pk=instruction.pk).update(webhook_due_since=None)


@transaction.atomic
def _keep_problem(delivery_id: int, problem: str, now: datetime) -> WebhookDelivery | None:
    delivery = _claimed(delivery_id)
    if delivery is None:
        return None
    delivery.state, delivery.problem = DeliveryState.FAILED, problem[:2000]
    delivery.save(update_fields=["state", "problem"])
    record_event(
        kind="webhook.not-understood",
        organisation_id=delivery.organisation_id,
        subject=delivery,
        at=now,
        rule=Source.WEBHOOK,
        after={"problem": delivery.problem},
    )
    return delivery
