"""Faults on the way of webhooks: what `experience.outbound` asks before each attempt."""

from datetime import datetime, timedelta

from django.db.models import Q

from experience.faults.models import Fault, FaultKind
from experience.market.models import WebhookDelivery
from experience.outbound import Handling


def faulty(delivery: WebhookDelivery, now: datetime) -> Handling:
    """How this attempt is made: as it should be, unless a fault meets it. A delayed webhook is delayed once."""
    live = Fault.objects.filter(Q(left=None) | Q(left__gt=0), kind__startswith="webhook-")
    for fault in live:
        handling = _under(fault, delivery, now)
        if handling and fault.meet():
            return handling
    return Handling()


def _under(fault: Fault, delivery: WebhookDelivery, now: datetime) -> Handling | None:
    waited = delivery.due_at > delivery.created
    match fault.kind:
        case FaultKind.WEBHOOK_DOUBLED:
            return Handling(copies=2)
        case FaultKind.WEBHOOK_MISSIGNED:
            return Handling(secret="not the secret")  # noqa: S106 - wrong on purpose
        case FaultKind.WEBHOOK_DELAYED if not waited:
            return Handling(wait=timedelta(seconds=fault.seconds))
        case FaultKind.WEBHOOK_REORDERED if not waited and _is_first_half(delivery):
            return Handling(wait=timedelta(seconds=fault.seconds))
    return None


def _is_first_half(delivery: WebhookDelivery) -> bool:
    """Every other event of an instruction is held back, so that the one after it overtakes it."""
    return bool(delivery.data["version"] % 2)
