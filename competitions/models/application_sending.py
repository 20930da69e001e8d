"""Every time an application went to its operator: what was said, by whom, and what came of it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from competitions.models.application import Application
from competitions.models.company_document import CompanyDocument
from portal.core.models import Stamped


class SendingState(models.TextChoices):
    """How far a sending is on its way. Only one that is sent has reached the operator."""

    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    UNCONFIRMED = "unconfirmed", "Unconfirmed"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Refused"
    BY_HAND = "by_hand", "To be sent by hand"


class Channel(models.TextChoices):
    """The way by which it went."""

    API = "api", "by API"
    BY_HAND = "by_hand", "by hand, on Piclo’s site"
    ELSEWHERE = "elsewhere", "not from this portal"


class Outcome(models.TextChoices):
    """The operator's decision."""

    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


ON_ITS_WAY = (SendingState.WAITING, SendingState.SENDING, SendingState.UNCONFIRMED)


class SendingQuerySet(models.QuerySet["ApplicationSending"]):
    def on_its_way(self) -> Self:
        """Those whose end is open."""
        return self.filter(state__in=ON_ITS_WAY)

    def due(self, now: datetime) -> Self:
        """Those to be sent or settled now."""
        ready = Q(state__in=[SendingState.WAITING, SendingState.UNCONFIRMED])
        return self.filter(ready, Q(due_at=None) | Q(due_at__lte=now))

    def lapsed(self, now: datetime) -> Self:
        """Those whose sender is gone without a word."""
        return self.filter(state=SendingState.SENDING, due_at__lte=now)


class ApplicationSending(Stamped):
    """One sending of an application, with the content as it then was; it is never changed afterwards."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="sendings")
    number = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    documents = models.ManyToManyField(CompanyDocument, related_name="sendings", blank=True)
    digest = models.CharField("SHA-256 of the content", max_length=64, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.API)
    state = models.CharField(max_length=12, choices=SendingState, default=SendingState.WAITING)
    # Piclo's words, or why it cannot be sent.
    words = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    # When Piclo said that the application was handed in, before this sending: another instant is ours.
    known_submitted_at = models.DateTimeField(null=True, blank=True)
    was_called = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SendingQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"],
                name="application_sending_once",
                violation_error_message="There is a sending of this number already.",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=["waiting", "sending", "unconfirmed"]),
                name="application_sending_one_at_a_time",
                violation_error_message="This application is on its way already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SendingState.values) & Q(channel__in=Channel.values),
                name="application_sending_state_known",
                violation_error_message="Unknown state or way of a sending.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None)
                | Q(outcome="approved", decided_at__isnull=False)
                | (Q(outcome="rejected", decided_at__isnull=False) & ~Q(reason="")),
                name="application_sending_decided",
                violation_error_message="A decision has an instant, and a rejection a reason.",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) ^ Q(state="sent"),
                name="application_sending_sent_with_its_instant",
                violation_error_message="A sending that arrived says when, and no other does.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="application_sending_due",
                condition=Q(state__in=["waiting", "sending", "unconfirmed"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}, sending {self.number}"

    @property
    def is_on_its_way(self) -> bool:
        return self.state in ON_ITS_WAY
