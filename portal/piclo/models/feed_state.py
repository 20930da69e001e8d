"""A feed's rhythm on one connection."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from portal.core.people import Acting
from portal.piclo.models.connection import Connection
from portal.piclo.models.sync_run import Trigger


class FeedStateQuerySet(models.QuerySet["FeedState"]):
    """Feeds of connections."""

    def visible_to(self, member: Acting) -> Self:
        """The feeds of the member's organisation."""
        return self.filter(connection__organisation_id=member.organisation_id)


class FeedState(models.Model):
    """How often one kind of data is read over one connection, when next and why, and how often it failed in a row."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="feeds")
    feed = models.CharField(max_length=40)
    interval_s = models.PositiveIntegerField()
    due_at = models.DateTimeField(default=timezone.now)
    next_trigger = models.CharField(max_length=10, choices=Trigger, default=Trigger.SCHEDULE)
    # When a person last asked for it to be read.
    asked_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    objects = FeedStateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "feed"],
                name="feed_once_per_connection",
                violation_error_message="This connection already has this feed.",
            ),
            models.CheckConstraint(
                name="feed_interval_positive",
                condition=models.Q(interval_s__gte=1),
                violation_error_message="A feed is read every second at the most.",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="feed_by_due_time")]

    def __str__(self) -> str:
        return f"{self.feed} of {self.connection_id}"

    @property
    def interval(self) -> timedelta:
        """The time between two reads."""
        return timedelta(seconds=self.interval_s)
