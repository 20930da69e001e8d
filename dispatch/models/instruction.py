"""What we are told to do: a system operator's dispatch instruction."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from dispatch.rules.answers import Standing
from dispatch.rules.states import Facts, state_at
from dispatch.rules.terms import Terms
from dispatch.rules.versions import Version
from dispatch.rules.words import ANSWERED, Answer, AnswerState, InstructionStatus
from portal.accounts.models import Membership
from portal.core.models import Stamped
from portal.core.periods import Period
from portal.core.states import State


class InstructionQuerySet(models.QuerySet["Instruction"]):
    """Instructions by where they stand. Piclo may use words we do not know: those count as still ahead of us."""

    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def pending(self) -> Self:
        """Piclo still waits for an answer, or has not said that it stopped waiting."""
        return self.filter(status=InstructionStatus.PENDING)

    def in_time(self, now: datetime) -> Self:
        return self.filter(Q(respond_by_at=None) | Q(respond_by_at__gt=now))

    def to_answer(self, now: datetime) -> Self:
        """Those that a person must answer now."""
        return self.pending().in_time(now).exclude(answer_state__in=ANSWERED)

    def standing(self) -> Self:
        """Those that oblige us, or may: accepted, or a word of Piclo's that we do not know."""
        ended = set(InstructionStatus.values) - {InstructionStatus.ACCEPTED}
        return self.exclude(status__in=ended)

    def running(self, now: datetime) -> Self:
        return self.standing().filter(start_at__lte=now, end_at__gt=now)


class Instruction(Stamped):
    """One dispatch instruction in its newest version, and our answer to it."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="instructions")
    piclo_id = models.CharField("Piclo's id", max_length=64)
    piclo_version = models.PositiveBigIntegerField("version", default=1)
    piclo_modified_at = models.DateTimeField(null=True)
    obligation = models.ForeignKey(
        "bidding.Obligation", models.PROTECT, null=True, related_name="instructions"
    )
    # Piclo's ids as received: an instruction may come before the obligation it belongs to.
    obligation_piclo_id = models.CharField(max_length=64, blank=True)
    competition_piclo_id = models.CharField(max_length=64, blank=True)
    asset_piclo_ids = ArrayField(models.CharField(max_length=64), default=list)
    start_at = models.DateTimeField("delivery from")
    end_at = models.DateTimeField("delivery until")
    capacity_mw = models.DecimalField("capacity (MW)", max_digits=12, decimal_places=6)
    direction = models.CharField(max_length=20, blank=True)
    # A word of Piclo's: InstructionStatus, or one that we do not know.
    status = models.CharField(max_length=20)
    respond_by_at = models.DateTimeField("answer by", null=True)
    issued_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    raw = models.JSONField(default=dict)
    # SHA-256 over what Piclo said in this version: the same version with other content is noticed by it.
    content_digest = models.CharField(max_length=64, blank=True)

    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answer_state = models.CharField(max_length=12, choices=AnswerState, default=AnswerState.NONE)
    answer_reason = models.TextField(blank=True)
    # Piclo's words when it refused, or ours on what became of the answer.
    answer_words = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # What was answered: an answer to other MW or hours is never sent.
    answered_terms = models.CharField(max_length=64, blank=True)
    answer_attempts = models.PositiveSmallIntegerField(default=0)
    answer_after = models.DateTimeField(null=True)
    answer_sent_at = models.DateTimeField(null=True)
    # The lock held by whoever is sending it: a free lock means that the sender died.
    answer_batch = models.CharField(max_length=36, blank=True)

    # Polling brought a version before its webhook did; after a minute that webhook counts as lost.
    webhook_due_since = models.DateTimeField(null=True)
    webhook_lost_at = models.DateTimeField(null=True)
    # When nobody had answered by the deadline and Piclo had not said so yet.
    lapsed_at = models.DateTimeField(null=True)

    objects = InstructionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "piclo_id"],
                name="instruction_once",
                violation_error_message="This instruction is known already.",
            ),
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
            models.CheckConstraint(
                condition=Q(answer_state=AnswerState.NONE) | Q(answer__in=Answer.values),
                name="instruction_answer_known",
                violation_error_message="An answer accepts or rejects.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "status", "respond_by_at"], name="instruction_to_answer"),
            models.Index(fields=["organisation", "start_at"], name="instruction_by_start"),
            models.Index(fields=["organisation", "piclo_modified_at"], name="instruction_by_change"),
            models.Index(
                fields=["answer_state", "answer_after"],
                name="instruction_to_send",
                condition=Q(answer_state__in=["waiting", "sending", "unconfirmed"]),
            ),
            models.Index(
                fields=["organisation", "obligation_piclo_id"],
                name="instruction_to_link",
                condition=Q(obligation=None),
            ),
            models.Index(
                fields=["webhook_due_since"],
                name="instruction_webhook_due",
                condition=Q(webhook_due_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Instruction {self.piclo_id}"

    def get_absolute_url(self) -> str:
        return reverse("dispatch:instruction-detail", args=[self.pk])

    @property
    def version(self) -> Version:
        """The version that we hold."""
        return Version(self.piclo_version, self.piclo_modified_at, self.content_digest)

    @property
    def terms(self) -> Terms:
        """What is to be delivered."""
        return Terms(self.start_at, self.end_at, self.capacity_mw, self.direction)

    @property
    def standing(self) -> Standing:
        """What the rules of answering need to know."""
        return Standing(
            status=self.status,
            respond_by=self.respond_by_at,
            answer=self.answer,
            answer_state=self.answer_state,
            answered_terms=self.answered_terms,
        )

    def state(self, now: datetime) -> State:
        """The state as people see it."""
        return state_at(
            Facts(
                status=self.status,
                answer=self.answer,
                answer_state=self.answer_state,
                words=self.answer_words,
                respond_by=self.respond_by_at,
                start=self.start_at,
                end=self.end_at,
                stopped_at=self.stopped_at,
            ),
            now,
        )

    @property
    def period(self) -> Period:
        """When power is asked for."""
        return Period(self.start_at, self.end_at)

    @property
    def delivery(self) -> Period | None:
        """When power is delivered: up to the stop where there was one; None where it was stopped before it began."""
        end = min(self.end_at, self.stopped_at) if self.stopped_at else self.end_at
        return Period(self.start_at, end) if end > self.start_at else None
