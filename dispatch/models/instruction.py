"""What we are told to do: a system operator's dispatch instruction."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import Membership
from portal.core.models import Stamped
from portal.core.periods import Period


class InstructionStatus(models.TextChoices):
    """Piclo's word on an instruction."""

    PENDING = "pending", "To answer"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    EXPIRED = "expired", "Expired"
    STOPPED = "stopped", "Stopped"
    DELIVERED = "delivered", "Delivered"


class Answer(models.TextChoices):
    ACCEPT = "accept", "Accept"
    REJECT = "reject", "Reject"


class AnswerState(models.TextChoices):
    """How far our answer got."""

    NONE = "none", "Not answered"
    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    UNCONFIRMED = "unconfirmed", "Unconfirmed"
    TAKEN = "taken", "Taken"
    REFUSED = "refused", "Refused"


class InstructionQuerySet(models.QuerySet["Instruction"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)


class Instruction(Stamped):
    """One dispatch instruction in its newest version, and our answer to it."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="instructions")
    piclo_id = models.CharField(max_length=64)
    piclo_version = models.PositiveIntegerField(default=1)
    obligation = models.ForeignKey(
        "bidding.Obligation", models.PROTECT, null=True, related_name="instructions"
    )
    # Piclo's ids as received: an instruction may come before the obligation it belongs to.
    obligation_piclo_id = models.CharField(max_length=64, blank=True)
    competition_piclo_id = models.CharField(max_length=64, blank=True)
    asset_piclo_ids = ArrayField(models.CharField(max_length=64), default=list)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    capacity_mw = models.DecimalField("capacity (MW)", max_digits=12, decimal_places=6)
    direction = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20)
    respond_by_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    raw = models.JSONField(default=dict)

    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answer_state = models.CharField(max_length=12, choices=AnswerState, default=AnswerState.NONE)
    answer_reason = models.TextField(blank=True)
    answer_words = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_sent_at = models.DateTimeField(null=True)

    objects = InstructionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "piclo_id"], name="instruction_once"),
            models.CheckConstraint(
                condition=Q(end_at__gt=models.F("start_at")),
                name="instruction_in_order",
                violation_error_message="A delivery ends after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(answer_state__in=AnswerState.values),
                name="instruction_answer_state_known",
                violation_error_message="Unknown state of an answer.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "status", "respond_by_at"], name="instruction_to_answer"),
            models.Index(fields=["organisation", "start_at"], name="instruction_by_start"),
        ]

    def __str__(self) -> str:
        return f"Dispatch {self.piclo_id}"

    def get_absolute_url(self) -> str:
        return reverse("dispatch:instruction-detail", args=[self.pk])

    @property
    def period(self) -> Period:
        """When power is delivered: up to the stop where there was one."""
        return Period(self.start_at, self.end_at)
