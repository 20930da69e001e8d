"""What an application has become, each with its event. Called in a transaction that holds its lock."""

from datetime import datetime
from typing import Any

from competitions.models import Application, ApplicationSending, ApplicationStatus, CompanyDocument
from competitions.models.application_sending import Outcome, SendingState
from portal.accounts.models import Membership
from portal.audit.services import record_event

FEED = "feed of applications"


def handed_in(
    sending: ApplicationSending,
    *,
    at: datetime,
    now: datetime,
    by: Membership | None = None,
    rule: str = FEED,
) -> None:
    """A sending has reached the operator at `at`: the application is pending."""
    sending.state, sending.submitted_at, sending.words, sending.due_at = SendingState.SENT, at, "", None
    sending.save()
    application = sending.application
    before = application.status
    application.status, application.reason = ApplicationStatus.PENDING, ""
    application.submitted_at, application.decided_at = at, None
    application.save()
    record_of_application(
        "application.submitted",
        application,
        now,
        by=by,
        rule=rule,
        before={"status": before},
        after={"status": application.status, "sending": sending.number, "channel": sending.channel, "at": at},
    )


def decided(
    application: Application,
    *,
    outcome: Outcome,
    reason: str,
    at: datetime,
    now: datetime,
    by: Membership | None = None,
) -> None:
    """The operator has decided: on the application, and on the last sending that reached it."""
    before = {"status": application.status, "reason": application.reason}
    application.status, application.reason = outcome.value, reason
    application.decided_at = at
    application.save()
    last = application.sendings.filter(state=SendingState.SENT).first()
    if last:
        last.outcome, last.reason, last.decided_at = outcome, reason, at
        last.save()
    record_of_application(
        f"application.{outcome.value}",
        application,
        now,
        by=by,
        before=before,
        after={"status": application.status, "reason": reason, "at": at},
    )


def record_of_application(
    kind: str,
    application: Application,
    now: datetime,
    *,
    by: Membership | None = None,
    rule: str = FEED,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """An event about an application; without a person, by the rule named."""
    record_event(
        kind=kind,
        organisation_id=application.organisation_id,
        actor_id=by.user_id if by else None,
        rule="" if by else rule,
        subject=application,
        at=now,
        before=before,
        after=after,
    )


def record_of_document(
    kind: str,
    document: CompanyDocument,
    now: datetime,
    *,
    by: Membership | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """An event about a document."""
    record_event(
        kind=kind,
        organisation_id=document.organisation_id,
        actor_id=by.user_id if by else None,
        rule="" if by else "reminder of expiry",
        subject=document,
        at=now,
        before=before,
        after=after,
    )
