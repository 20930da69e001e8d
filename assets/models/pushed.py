"""What every row has that is ours first and is pushed to Piclo."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from assets.rules.states import push_shown
from portal.accounts.models import Membership
from portal.core.models import Stamped, Versioned
from portal.core.states import State


class PushState(models.TextChoices):
    """How our row stands to Piclo's. Only a row in step takes its values from there."""

    NOT_SENT = "not_sent", "Not sent"
    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    UNCONFIRMED = "unconfirmed", "Unconfirmed"
    IN_STEP = "in_step", "In step"
    REFUSED = "refused", "Refused"
    GONE = "gone", "Gone at Piclo"


CAN_BE_SENT = frozenset({PushState.NOT_SENT, PushState.REFUSED, PushState.GONE})
ON_ITS_WAY = frozenset({PushState.WAITING, PushState.SENDING, PushState.UNCONFIRMED})

P = TypeVar("P", bound="Pushed")


class PushedQuerySet(models.QuerySet[P]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def sendable(self) -> Self:
        """Rows of which `can_be_sent` is true."""
        return self.filter(push_state__in=CAN_BE_SENT)

    def due(self, now: datetime) -> Self:
        """Rows that are to be sent now, the longest waiting first."""
        states = [PushState.WAITING, PushState.UNCONFIRMED]
        ready = Q(push_after=None) | Q(push_after__lte=now)
        return self.filter(ready, push_state__in=states).order_by(F("push_after").asc(nulls_first=True), "pk")

    def lapsed(self, now: datetime) -> Self:
        """Rows whose sending was cut off: whoever claimed them is no longer at work."""
        return self.filter(push_state=PushState.SENDING, push_after__lte=now)


def as_asked(now: datetime) -> dict[str, Any]:
    """The columns of a row that somebody asks to be sent."""
    return {
        "push_state": PushState.WAITING,
        "push_words": "",
        "push_attempts": 0,
        "push_after": None,
        "push_asked_at": now,
    }


class Pushed(Stamped, Versioned):
    """A row of an organisation that people here write and Piclo is to hold too."""

    # Each noun has its own key to the organisation, which has a name for them.
    organisation_id: int

    piclo_id = models.CharField("Piclo's id", max_length=64, blank=True)
    # Piclo's record when the two were last in step, with fields that this portal does not know.
    raw = models.JSONField(default=dict, blank=True)
    push_state = models.CharField(max_length=12, choices=PushState, default=PushState.NOT_SENT)
    # Piclo's words when it refused, or ours when it could not be reached.
    push_words = models.TextField(blank=True)
    push_attempts = models.PositiveSmallIntegerField(default=0)
    # Not to be sent before this; while it is being sent, when the claim on it lapses.
    push_after = models.DateTimeField(null=True, blank=True)
    push_asked_at = models.DateTimeField(null=True, blank=True)
    pushed_at = models.DateTimeField(null=True, blank=True)
    # When it was registered at Piclo: qualification asks whether that was in time.
    uploaded_at = models.DateTimeField("registered at Piclo", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(push_state__in=PushState.values),
                name="%(class)s_push_state_known",
                violation_error_message="Unknown state of the push to Piclo.",
            ),
        ]
        indexes = [models.Index(fields=["push_state", "push_after"], name="%(class)s_to_push")]

    @property
    def push_shown(self) -> State:
        return push_shown(self.push_state, self.push_words, known_there=bool(self.piclo_id))

    @property
    def is_on_its_way(self) -> bool:
        """Whether Piclo is still to have what was asked to be sent."""
        return self.push_state in ON_ITS_WAY

    @property
    def can_be_sent(self) -> bool:
        """Whether asking to send it would do anything: it is not on its way and not in step."""
        return self.push_state in CAN_BE_SENT

    def heard(self, raw: dict[str, Any]) -> None:
        """Take down Piclo's record as what the two last had in common."""
        self.raw = raw

    def ask(self, now: datetime) -> None:
        """Take down that it is to be sent. What is under way is not hurried: its sender finds the newer wish."""
        if self.push_state in {PushState.SENDING, PushState.UNCONFIRMED}:
            self.push_asked_at = now
            return
        for column, value in as_asked(now).items():
            setattr(self, column, value)

    def change(self, values: Mapping[str, Any]) -> None:
        """Take values as the next version. What is on its way stays so; the sender sees the version move."""
        for column, value in values.items():
            setattr(self, column, value)
        self.version += 1
        if not self.is_on_its_way:
            self.push_state, self.push_words = PushState.NOT_SENT, ""
