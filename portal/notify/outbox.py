"""From the outbox to the mail server: each e-mail is claimed, sent and settled alone: a bad one holds up no other."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from portal.notify.models import Email, EmailState
from portal.notify.rules import CLAIM, MOST_ATTEMPTS, pause_after

log = logging.getLogger(__name__)


def send_due(*, seconds: float = 40) -> int:
    """Send what is due for at most about `seconds`; how many were tried."""
    until, tried = timezone.now() + timedelta(seconds=seconds), 0
    for email_id in list(Email.objects.due(timezone.now()).values_list("pk", flat=True)[:500]):
        if timezone.now() >= until:
            break
        tried += send_one(email_id, timezone.now())
    return tried


def send_one(email_id: int, now: datetime) -> bool:
    """Send one e-mail if it is due and nobody else has it."""
    claimed = Email.objects.filter(pk=email_id).due(now)
    if not claimed.update(state=EmailState.SENDING, due_at=now + CLAIM, attempts=F("attempts") + 1):
        return False
    email = Email.objects.get(pk=email_id)
    try:
        EmailMessage(email.subject, email.body, to=[email.recipient]).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _postpone(email, error, now)
    else:
        Email.objects.filter(pk=email.pk).update(state=EmailState.SENT, sent_at=now, error="")
    return True


def _postpone(email: Email, error: Exception, now: datetime) -> None:
    """Again later, until it has been tried for days."""
    log.warning("E-mail %s was not sent: %s", email.pk, error)
    over = email.attempts >= MOST_ATTEMPTS
    Email.objects.filter(pk=email.pk).update(
        state=EmailState.FAILED if over else EmailState.WAITING,
        due_at=now + pause_after(email.attempts),
        error=f"{type(error).__name__}: {error}"[:1000],
    )
