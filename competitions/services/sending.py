"""Sending an application to its operator, and writing down what happened outside this portal."""

from datetime import datetime
from typing import Any

from django.db import transaction

from competitions.models import Application, ApplicationSending, ApplicationStatus, CompanyDocument
from competitions.models.application_sending import Channel, Outcome, SendingState
from competitions.records import decided, handed_in, record_of_application
from competitions.rules.applications import SECTIONS, as_sent, digest_of, missing_documents, missing_in
from competitions.services.applications import locked, locked_to_edit
from competitions.services.errors import ApplicationError, Incomplete
from competitions.tasks import send_application
from portal.accounts.models import Membership
from portal.core.doorbell import ring
from portal.core.formats import local


def ask_to_send(*, application_id: int, by: Membership, now: datetime) -> ApplicationSending:
    """Ask for an application to be sent to Piclo, whole and as it stands. Raises Incomplete, ApplicationError."""
    with transaction.atomic():
        application = locked_to_edit(application_id, by)
        sending = _new_sending(application, by, now)
        record_of_application(
            "application.send-asked", application, now, by=by, after={"sending": sending.number}
        )
        ring(send_application, sending_id=sending.pk)
    return sending


def record_as_sent(*, application_id: int, at: datetime, by: Membership, now: datetime) -> Application:
    """Write down that somebody handed the application in on Piclo's own site, as it stands here."""
    if at > now:
        raise ApplicationError("That is still to come: record it once it has been sent.")
    with transaction.atomic():
        application = locked_to_edit(application_id, by)
        sending = _new_sending(application, by, now, state=SendingState.BY_HAND, channel=Channel.BY_HAND)
        handed_in(sending, at=at, now=now, by=by)
    application.refresh_from_db()
    return application


def record_decision(
    *,
    application_id: int,
    approved: bool,
    reason: str,
    at: datetime,
    by: Membership,
    now: datetime,
) -> Application:
    """Write down the operator's decision. A rejection needs the operator's reason; an approval can be taken back."""
    with transaction.atomic():
        application = locked(application_id, by)
        _check_decision(application, approved=approved, reason=reason, at=at, now=now)
        outcome = Outcome.APPROVED if approved else Outcome.REJECTED
        decided(application, outcome=outcome, reason=reason.strip(), at=at, now=now, by=by)
    return application


def _check_decision(
    application: Application, *, approved: bool, reason: str, at: datetime, now: datetime
) -> None:
    withdrawn = application.status == ApplicationStatus.APPROVED and not approved
    if application.status != ApplicationStatus.PENDING and not withdrawn:
        words = application.get_status_display().lower()
        raise ApplicationError(f"This application is {words}: there is nothing to decide.")
    if not approved and not reason.strip():
        raise ApplicationError("Give the operator’s reason: a rejection always has one.")
    if at > now:
        raise ApplicationError("A decision cannot lie in the future.")
    if application.submitted_at and at < application.submitted_at:
        raise ApplicationError("It cannot have been decided before it was sent.")


def _new_sending(
    application: Application, by: Membership, now: datetime, **values: Any
) -> ApplicationSending:
    """What goes to the operator, fixed: the answers to what is asked, and the documents that are valid."""
    today = local(now).date()
    documents = list(CompanyDocument.objects.that_go_with(application).order_by("kind", "pk"))
    _check_whole(application, documents, now)
    valid = [document for document in documents if not document.is_expired(today)]
    answers = as_sent(application.answers)
    last = application.sendings.order_by("-number").first()
    sending = ApplicationSending.objects.create(
        application=application,
        number=last.number + 1 if last else 1,
        answers=answers,
        digest=digest_of([answers, [document.sha256 for document in valid]]),
        asked_by_id=by.user_id,
        asked_at=now,
        **values,
    )
    sending.documents.set(valid)
    return sending


def _check_whole(application: Application, documents: list[CompanyDocument], now: datetime) -> None:
    today = local(now).date()
    lacking = [
        section.title
        for section in SECTIONS
        if missing_in(section, application.answers.get(section.code, {}), today)
    ]
    have = [(document.kind, document.expires_on) for document in documents]
    lacking += [kind.label for kind in missing_documents(have, application.operator_name, today)]
    if lacking:
        raise Incomplete(f"Still missing: {', '.join(lacking)}.")
