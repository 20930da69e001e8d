"""One offer for one window, and what became of it."""

from datetime import datetime

from django.db import models

from experience.market.models.ballot import Ballot, BallotStatus
from experience.market.models.base import Coded
from experience.market.models.window import ServiceWindow


class Decision(models.TextChoices):
    """What the operator decided. Providers see it only once the competition is confirmed."""

    NONE = "", "Undecided"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


class Bid(Coded):
    """An offer of MW in one window at rates in GBP per MWh, per MW and hour or per MW and window."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="bids")
    service_window = models.ForeignKey(ServiceWindow, on_delete=models.PROTECT, related_name="bids")
    capacity = models.DecimalField(max_digits=12, decimal_places=5)
    max_runtime = models.DurationField()
    rates = models.JSONField(help_text="[{type, value}], the value a decimal string.")
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.NONE, blank=True)
    rejection_reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(capacity__gt=0), name="bid_offers_some_capacity"),
            models.CheckConstraint(
                condition=~models.Q(decision="rejected") | ~models.Q(rejection_reason=""),
                name="bid_rejected_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def status_at(self, now: datetime) -> str:
        """The word a provider reads: the ballot's, until the confirmation reveals the decision."""
        confirmed = self.ballot.competition.confirmed_at
        if self.ballot.status == BallotStatus.SUBMITTED and self.decision and confirmed and confirmed <= now:
            return self.decision
        return self.ballot.status
