"""Company qualification."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from experience.market.errors import Refused
from experience.market.models import Application, ApplicationStatus, DpsRecord, FlexProvider
from experience.market.services.events import note


@transaction.atomic
def submit_application(
    *, provider: FlexProvider, dps_record: DpsRecord, content: Mapping[str, Any] | None = None, now: datetime
) -> Application:
    """Hand an application in, or one that was turned down in again, with its `sections` and `documents`.

    Raises Refused for one that is pending or approved: the operator has it already.
    """
    application, created = Application.objects.select_for_update().get_or_create(
        provider=provider, dps_record=dps_record, defaults={"submitted_at": now, **(content or {})}
    )
    if created:
        return application
    if application.status not in {ApplicationStatus.DRAFT, ApplicationStatus.REJECTED}:
        raise Refused({"dps_record_reference": [f"This application is {application.status} already."]})
    for column, value in (content or {}).items():
        setattr(application, column, value)
    application.status, application.reason = ApplicationStatus.PENDING, ""
    application.submitted_at, application.decided_at = now, None
    application.save()
    return application


def approve_application(application_id: int, *, by: str, now: datetime) -> Application:
    """Let a provider's assets into the competitions of a DPS record."""
    return _decide(application_id, ApplicationStatus.APPROVED, "", by=by, now=now)


def reject_application(application_id: int, reason: str, *, by: str, now: datetime) -> Application:
    """Turn an application down. The operator must say why."""
    if not reason.strip():
        raise Refused({"reason": ["A rejection needs a reason."]})
    return _decide(application_id, ApplicationStatus.REJECTED, reason.strip(), by=by, now=now)


@transaction.atomic
def _decide(
    application_id: int, status: ApplicationStatus, reason: str, *, by: str, now: datetime
) -> Application:
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("provider", "dps_record")
        .get(pk=application_id)
    )
    application.status = status
    application.reason = reason
    application.decided_at = now
    application.save()
    words = f"{application.provider} on {application.dps_record}: {status}. {reason}".strip()
    note(f"application.{status}", str(application.pk), words, by=by, now=now)
    return application
