"""Telling people that a document runs out: an e-mail to each who may edit applications, a row for each reminder."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from competitions.models import CompanyDocument, ExpiryReminder
from competitions.records import record_of_document
from competitions.rules.documents import REMINDERS, reminder_due
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.core.formats import local
from portal.notify.services import write_email

Due = list[tuple[CompanyDocument, int]]


def remind_of_expiry(*, now: datetime | None = None) -> int:
    """Give the reminders that are due, each once; how many documents that were."""
    at = now or timezone.now()
    found = _due(local(at).date())
    for organisation_id, due in found.items():
        _remind(organisation_id, due, at)
    return sum(len(due) for due in found.values())


def _due(today: date) -> dict[int, Due]:
    """Documents by organisation, each with the step that is due."""
    horizon = today + timedelta(days=max(REMINDERS))
    running_out = CompanyDocument.objects.current().filter(expires_on__lte=horizon)
    found: dict[int, Due] = defaultdict(list)
    for document in running_out.prefetch_related("reminders").order_by("expires_on", "pk"):
        told = {reminder.days_before for reminder in document.reminders.all()}
        if (
            document.expires_on
            and (step := reminder_due((document.expires_on - today).days, told)) is not None
        ):
            found[document.organisation_id].append((document, step))
    return found


def _remind(organisation_id: int, due: Due, now: datetime) -> None:
    """The rows, their events and the e-mails, or nothing of it."""
    with transaction.atomic():
        given = [(document, step) for document, step in due if _noted(document, step, now)]
        if not given:
            return
        members = Membership.objects.filter(organisation_id=organisation_id).active().select_related("user")
        for member in members:
            if member.can(Permission.APPLICATIONS_EDIT):
                _write(member, given, now)


def _noted(document: CompanyDocument, step: int, now: datetime) -> bool:
    """Whether this reminder is given now, and not by another worker."""
    _, made = ExpiryReminder.objects.get_or_create(
        document=document, days_before=step, defaults={"reminded_at": now}
    )
    if made:
        record_of_document("document.expiry-reminded", document, now, after={"days_before": step})
    return made


def _write(member: Membership, given: Due, now: datetime) -> None:
    lines = [f"- {document}: {_words(document, local(now).date())}" for document, _ in given]
    only = given[0][0]
    subject = (
        f"{only}: {_words(only, local(now).date())}" if len(given) == 1 else f"{len(given)} documents run out"
    )
    steps = "+".join(f"{document.pk}.{step}" for document, step in given)
    write_email(
        organisation_id=member.organisation_id,
        key=f"document-expiry.{steps}"[:120],
        recipient=member.user.email,
        subject=subject,
        body="\n".join(
            [
                f"Documents of {member.organisation} that operators ask for run out:",
                "",
                *lines,
                "",
                "Upload the new version under Approvals, Documents. Operators may turn an application down, or",
                "take an approval back, when a document has run out.",
            ]
        ),
        now=now,
    )


def _words(document: CompanyDocument, today: date) -> str:
    if document.expires_on is None:
        return "valid"
    day, left = f"{document.expires_on:%-d %B %Y}", (document.expires_on - today).days
    if left < 0:
        return f"ran out on {day}"
    return "runs out today" if left == 0 else f"runs out on {day}, in {left} day{'' if left == 1 else 's'}"
