"""What providers offer to one competition in one submission."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from experience.market.models.base import Coded
from experience.market.models.competition import Competition
from experience.market.models.provider import FlexProvider


class BallotStatus(models.TextChoices):
    """A ballot counts until a later one replaces it or its provider takes it back."""

    SUBMITTED = "submitted", "Submitted"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Ballot(Coded):
    """A provider's submission to one competition: bids for its windows and the assets behind them."""

    provider = models.ForeignKey(FlexProvider, on_delete=models.PROTECT, related_name="ballots")
    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="ballots")
    status = models.CharField(max_length=10, choices=BallotStatus, default=BallotStatus.SUBMITTED)
    flex_asset_ids = ArrayField(models.CharField(max_length=16), default=list)
    planned_asset_ids = ArrayField(models.CharField(max_length=16), default=list)
    created = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "competition"],
                condition=models.Q(status="submitted"),
                name="ballot_one_counts_per_provider_and_competition",
            )
        ]
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.id
