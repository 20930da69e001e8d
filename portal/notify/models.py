"""The outbox: every e-mail is a row, written in the transaction of what it tells."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from portal.core.models import Stamped


class EmailState(models.TextChoices):
    """How far an e-mail is. One that failed for days waits for an operator of the portal."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"


class EmailQuerySet(models.QuerySet["Email"]):
    def due(self, now: datetime) -> Self:
        """Those to be sent now, and those whose sender is gone without a word."""
        open_states = [EmailState.WAITING, EmailState.SENDING]
        return self.filter(state__in=open_states, due_at__lte=now).order_by("due_at", "pk")


class Email(Stamped):
    """One e-mail to one person. It is sent at least once: a crash right after sending sends it again."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    # What it is about, so that nobody is told the same thing twice.
    key = models.CharField(max_length=120)
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=EmailState, default=EmailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Not before this; while it is being sent, until when its sender has it.
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = EmailQuerySet.as_manager()

    class Meta:
        verbose_name = "e-mail"
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"],
                name="email_once",
                violation_error_message="This person has been told this already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=EmailState.values),
                name="email_state_known",
                violation_error_message="An e-mail is waiting, being sent, sent or failed.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) ^ Q(state="sent"),
                name="email_sent_with_its_instant",
                violation_error_message="An e-mail that was sent says when, and no other does.",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="email_due", condition=Q(state__in=["waiting", "sending"])),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"
