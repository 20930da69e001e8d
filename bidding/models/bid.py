"""One offer for one service window; several on a window are a split bid."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from bidding.models.ballot import Ballot
from bidding.rules.rates import Prices, Rate
from bidding.rules.values import Offer
from portal.accounts.models import Membership
from portal.core.states import State, Tint

PRICE_FIELDS: Mapping[Rate, str] = {
    Rate.AVAILABILITY: "availability_price",
    Rate.UTILISATION: "utilisation_price",
    Rate.SERVICE_FEE: "service_fee",
}


class BidResult(models.TextChoices):
    """The operator's decision, known when the competition is confirmed."""

    OPEN = "open", "Not decided"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


class BidQuerySet(models.QuerySet["Bid"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(ballot__organisation_id=member.organisation_id)

    def decided(self) -> Self:
        return self.exclude(result=BidResult.OPEN)


def price(label: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(label, max_digits=12, decimal_places=2, null=True, blank=True)


class Bid(models.Model):
    """Capacity, the longest run and prices for a window."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="bids")
    service_window = models.ForeignKey("competitions.ServiceWindow", models.PROTECT, related_name="bids")
    position = models.PositiveSmallIntegerField(default=1)
    # 0 MW and no time stand for a row of a draft that is not filled in yet.
    capacity_mw = models.DecimalField("capacity (MW)", max_digits=12, decimal_places=5, default=Decimal(0))
    max_runtime = models.DurationField("longest run", default=timedelta)
    availability_price = price("availability (£/MW/h)")
    utilisation_price = price("utilisation (£/MWh)")
    service_fee = price("service fee (£/MW)")
    piclo_id = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=10, choices=BidResult, default=BidResult.OPEN)
    rejection_reason = models.TextField(blank=True)
    # What was accepted, where the operator or a negotiation after the close changed it.
    accepted_capacity_mw = models.DecimalField(
        "accepted (MW)", max_digits=12, decimal_places=5, null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = BidQuerySet.as_manager()

    class Meta:
        ordering = ["service_window_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "service_window", "position"],
                name="bid_position_once",
                violation_error_message="Two bids share a place in their window.",
            ),
            models.CheckConstraint(
                condition=Q(capacity_mw__gte=0, max_runtime__gte=timedelta(0)),
                name="bid_not_negative",
                violation_error_message="Capacity and longest run are not negative.",
            ),
            models.CheckConstraint(
                condition=Q(result__in=BidResult.values),
                name="bid_result_known",
                violation_error_message="A bid is not decided, accepted or rejected.",
            ),
        ]
        indexes = [
            models.Index(fields=["piclo_id"], name="bid_by_piclo_id", condition=~Q(piclo_id="")),
            models.Index(
                fields=["-decided_at"], name="bid_by_decision", condition=Q(decided_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capacity_mw} MW in {self.service_window}"

    @property
    def result_shown(self) -> State:
        """The operator's decision as a word with its tint."""
        tints = {BidResult.ACCEPTED: Tint.GOOD, BidResult.REJECTED: Tint.BAD}
        result = BidResult(self.result)
        return State(result.label, tints.get(result, Tint.IDLE), self.rejection_reason)

    @property
    def prices(self) -> Prices:
        """The prices by what they are paid for; None where there is none."""
        return {rate: getattr(self, field) for rate, field in PRICE_FIELDS.items()}

    @property
    def offer(self) -> Offer:
        """The bid as a plain value."""
        return Offer(self.service_window_id, self.position, self.capacity_mw, self.max_runtime, self.prices)
