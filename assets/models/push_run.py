"""Sending many assets: a run that people can watch, pause and stop, and how an organisation keeps to Piclo's pace."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assets.rules.states import run_shown
from portal.accounts.models import Membership
from portal.core.models import Stamped
from portal.core.states import State


class PushRunState(models.TextChoices):
    """Where a run is. While it is paused nothing of it is sent; what was under way comes to its end."""

    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    FINISHED = "finished", "Finished"
    STOPPED = "stopped", "Stopped"


LIVE = (PushRunState.RUNNING, PushRunState.PAUSED)


class PushRunQuerySet(models.QuerySet["PushRun"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def live(self) -> Self:
        """Runs that are neither finished nor stopped."""
        return self.filter(state__in=LIVE)


class PushRun(Stamped):
    """Assets that somebody asked to be sent in one go. Which ones say so themselves (`Asset.push_run`).

    `done`, `refused` and `taken_back` are counted as each comes to its end, so that they stand when an asset moves on.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="push_runs")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # The speed is counted from here, so that a pause does not slow it down.
    going_since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=PushRunState, default=PushRunState.RUNNING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    taken_back = models.PositiveIntegerField(default=0)

    objects = PushRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PushRunState.values),
                name="push_run_state_known",
                violation_error_message="Unknown state of a run.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, ended_at=None) | (~Q(state__in=LIVE) & ~Q(ended_at=None)),
                name="push_run_ended_unless_live",
                violation_error_message="A run has ended exactly when it neither runs nor pauses.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-asked_at"], name="push_run_by_organisation")]

    def __str__(self) -> str:
        return f"Sending {self.total} assets"

    def get_absolute_url(self) -> str:
        return reverse("assets:push-run-detail", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def settled(self) -> int:
        """How many have come to an end."""
        return self.done + self.refused + self.taken_back

    @property
    def left(self) -> int:
        """How many are still to be sent."""
        return max(0, self.total - self.settled)

    @property
    def state_shown(self) -> State:
        return run_shown(self.state, self.refused)


class PushPace(models.Model):
    """How long an organisation lets Piclo be: asked for by Piclo, or because it could not be reached."""

    organisation = models.OneToOneField(
        "accounts.Organisation", models.CASCADE, primary_key=True, related_name="push_pace"
    )
    waits_until = models.DateTimeField()
    words = models.TextField()
    # Whether Piclo itself said how long.
    asked = models.BooleanField(default=False)
    failures = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"Pace of {self.organisation_id}"
