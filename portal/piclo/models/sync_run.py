"""A sync run: one reading of one feed, kept for people to open."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from portal.core.people import Acting
from portal.core.states import State, Tint
from portal.piclo.models.connection import Connection


class RunState(models.TextChoices):
    """Where a run is."""

    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


TINTS = {RunState.RUNNING: Tint.RUN, RunState.DONE: Tint.GOOD, RunState.FAILED: Tint.BAD}


class Trigger(models.TextChoices):
    """What set a run off."""

    SCHEDULE = "schedule", "Schedule"
    PERSON = "person", "Person"
    WEBHOOK = "webhook", "Webhook"
    START = "start", "Start"


class SyncRunQuerySet(models.QuerySet["SyncRun"]):
    """Sync runs."""

    def visible_to(self, member: Acting) -> Self:
        """The runs of the member's organisation."""
        return self.filter(connection__organisation_id=member.organisation_id)

    def latest_of_each_feed(self) -> Self:
        """The youngest run of each feed of each connection."""
        return self.order_by("connection_id", "feed", "-started_at", "-pk").distinct("connection_id", "feed")

    def whole(self) -> Self:
        """Readings of all that Piclo has, to their end."""
        return self.filter(state=RunState.DONE, changed_since=None)

    def quiet(self) -> Self:
        """Finished runs that changed nothing."""
        return self.filter(~Q(state=RunState.FAILED), ended_at__isnull=False, created=0, changed=0, gone=0)


class SyncRun(models.Model):
    """One reading of a feed: when, what set it off, how many records were what, and why it failed if it did.

    `seen` counts all records that Piclo gave, `refused` those that could not be understood, and `gone` rows of ours
    that Piclo no longer gives.
    """

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="runs")
    feed = models.CharField(max_length=40)
    trigger = models.CharField(max_length=10, choices=Trigger)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    started_at = models.DateTimeField()
    # From when changes were asked for; nothing where everything was.
    changed_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    seen = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = SyncRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="run_ended_unless_running",
                condition=Q(state=RunState.RUNNING, ended_at__isnull=True)
                | (~Q(state=RunState.RUNNING) & Q(ended_at__isnull=False)),
                violation_error_message="A run has ended exactly when it is no longer running.",
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "feed", "-started_at"], name="run_by_feed"),
            models.Index(fields=["connection", "-started_at"], name="run_by_connection"),
            models.Index(fields=["ended_at"], name="run_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.started_at:%Y-%m-%d %H:%M:%S}"

    @property
    def duration(self) -> timedelta | None:
        """How long the run took; None while it runs."""
        return self.ended_at - self.started_at if self.ended_at else None

    @property
    def state_shown(self) -> State:
        """The state for people: a run that left records out needs somebody although it is done."""
        if self.state == RunState.DONE and self.refused:
            return State("Done, some refused", Tint.ACT, "Some records could not be understood.")
        return State(self.get_state_display(), TINTS[RunState(self.state)], self.error)
