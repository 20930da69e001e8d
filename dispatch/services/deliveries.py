"""What people do about webhook deliveries that could not be understood."""

from datetime import datetime

from django.db import transaction

from dispatch.models import DeliveryState, WebhookDelivery
from dispatch.services.errors import NotAllowed
from dispatch.tasks import understand_delivery
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.audit.services import record_event
from portal.core.doorbell import ring


@transaction.atomic
def read_again(*, by: Membership, delivery_id: int, now: datetime) -> WebhookDelivery:
    """Have a delivery read once more, as after a mended fault."""
    delivery = _troubled(by, delivery_id)
    delivery.state, delivery.problem = DeliveryState.RECEIVED, ""
    _keep(delivery, "webhook.read-again", by, now)
    ring(understand_delivery, delivery_id=delivery.pk)
    return delivery


@transaction.atomic
def set_aside(*, by: Membership, delivery_id: int, now: datetime) -> WebhookDelivery:
    """Stop the alarm: somebody has seen what it is. The delivery and its problem are kept."""
    delivery = _troubled(by, delivery_id)
    delivery.state = DeliveryState.SET_ASIDE
    _keep(delivery, "webhook.set-aside", by, now)
    return delivery


def _troubled(by: Membership, delivery_id: int) -> WebhookDelivery:
    if not by.can(Permission.DISPATCH_ANSWER):
        raise NotAllowed("Your role does not handle webhook deliveries.")
    mine = WebhookDelivery.objects.visible_to(by).exclude(state=DeliveryState.UNDERSTOOD)
    return mine.select_for_update().get(pk=delivery_id)


def _keep(delivery: WebhookDelivery, kind: str, by: Membership, now: datetime) -> None:
    delivery.save(update_fields=["state", "problem"])
    record_event(
        kind=kind,
        organisation_id=delivery.organisation_id,
        subject=delivery,
        at=now,
        actor_id=by.user_id,
        after={"state": delivery.state},
    )
