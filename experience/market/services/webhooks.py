"""Putting events on their way to providers; `experience.outbound` carries them."""

from datetime import datetime

from experience.market.models import Dispatch, WebhookDelivery, WebhookRegistration
from experience.market.records.dispatch import dispatch_record


def announce(dispatch: Dispatch, event: str, *, now: datetime) -> None:
    """Queue `dispatch.created`, `dispatch.changed` or `dispatch.stopped` for the provider, if it listens."""
    registration = WebhookRegistration.objects.filter(provider=dispatch.provider_id, is_active=True).first()
    if registration is None:
        return
    WebhookDelivery.objects.create(
        registration=registration, event=event, data=dispatch_record(dispatch), created=now, due_at=now
    )
