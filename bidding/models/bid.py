"""One offer for one service window; several on a window are a split bid."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from bidding.models.ballot import Ballot


class BidResult(models.TextChoices):
    """The operator's decision, known when the competition is confirmed."""

    OPEN = "open", "Not decided"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


def price(label: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(label, max_digits=12, decimal_places=2, null=True, blank=True)


class Bid(models.Model):
    """Capacity, the longest run and prices for a window."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="bids")
    service_window = models.ForeignKey("competitions.ServiceWindow", models.PROTECT, related_name="bids")
    position = models.PositiveSmallIntegerField(default=1)
    capacity_mw = models.DecimalField("capacity (MW)", max_digits=12, decimal_places=5)
    max_runtime = models.DurationField("longest run")
    availability_price = price("availability (£/MW/h)")
    utilisation_price = price("utilisation (£/MWh)")
    service_fee = price("service fee (£/MW)")
    piclo_id = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=10, choices=BidResult, default=BidResult.OPEN)
    rejection_reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["service_window_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "service_window", "position"],
                name="bid_position_once",
                violation_error_message="Two bids share a place in their window.",
            ),
            models.CheckConstraint(
                condition=Q(capacity_mw__gt=0),
                name="bid_capacity_positive",
                violation_error_message="A bid offers more than 0 MW.",
            ),
            models.CheckConstraint(
                condition=Q(result__in=BidResult.values),
                name="bid_result_known",
                violation_error_message="A bid is not decided, accepted or rejected.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capacity_mw} MW in {self.service_window}"
