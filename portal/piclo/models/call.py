"""One request to Piclo, as remembered for a week."""

from typing import Self

from django.db import models

from portal.core.people import Acting
from portal.core.states import State, Tint
from portal.piclo.calls import Outcome
from portal.piclo.models.connection import Connection
from portal.piclo.models.sync_run import SyncRun

SHOWN = {
    Outcome.OK.value: State("OK", Tint.GOOD),
    Outcome.BUSY.value: State("Piclo busy", Tint.ACT, "Piclo asked us to come again later."),
    Outcome.REJECTED.value: State("Rejected", Tint.BAD, "Piclo understood and said no."),
    Outcome.UNAUTHORISED.value: State(
        "Not authorised", Tint.BAD, "The token had ended, or the credentials are refused."
    ),
    Outcome.UNAVAILABLE.value: State("No answer", Tint.BAD, "Piclo could not be reached, or failed."),
    Outcome.MALFORMED.value: State("Not understood", Tint.BAD, "The answer could not be read."),
}


class CallQuerySet(models.QuerySet["Call"]):
    """Calls."""

    def visible_to(self, member: Acting) -> Self:
        """The calls of the member's organisation."""
        return self.filter(connection__organisation_id=member.organisation_id)


class Call(models.Model):
    """One attempt at one operation: its outcome and duration, never what was in it; `status` is null without answer."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="calls")
    run = models.ForeignKey(SyncRun, models.CASCADE, null=True, blank=True, related_name="calls")
    endpoint = models.CharField(max_length=60)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=20)
    duration_ms = models.PositiveIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="call_by_time"),
            models.Index(fields=["connection", "-at"], name="call_by_connection"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status or self.outcome}"

    @property
    def outcome_shown(self) -> State:
        """The outcome for people; a word of a later version is shown as it is."""
        return SHOWN.get(self.outcome, State(self.outcome))
