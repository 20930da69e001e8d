"""Telling somebody something."""

from datetime import datetime

from django.db import models, transaction

from portal.core.doorbell import ring
from portal.notify.models import Email, EmailState
from portal.notify.tasks import send_waiting_emails


def write_email(
    *, organisation_id: int, key: str, recipient: str, subject: str, body: str, now: datetime
) -> bool:
    """Put an e-mail into the outbox, in the caller's transaction; False where this person was told `key` before."""
    _, made = Email.objects.get_or_create(
        recipient=recipient,
        key=key,
        defaults={
            "organisation_id": organisation_id,
            "subject": " ".join(subject.split())[:200],
            "body": body,
            "due_at": now,
        },
    )
    ring(send_waiting_emails)
    return made


@transaction.atomic
def try_again(emails: "models.QuerySet[Email]", *, now: datetime) -> int:
    """Let e-mails that failed be sent anew; how many."""
    failed = emails.filter(state=EmailState.FAILED)
    count = failed.update(state=EmailState.WAITING, attempts=0, due_at=now)
    ring(send_waiting_emails)
    return count
