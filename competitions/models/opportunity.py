"""Piclo's word that we may bid: an open competition with our qualified assets."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from competitions.models.competition import Competition
from portal.accounts.models import Membership
from portal.core.models import Stamped


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def standing(self) -> Self:
        """Those that Piclo still lists."""
        return self.filter(gone_at=None)


class Opportunity(Stamped):
    """A bidding opportunity: which of our assets qualified, and how much they are together."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="opportunities")
    competition = models.OneToOneField(Competition, models.CASCADE, related_name="opportunity")
    total_capacity_mw = models.DecimalField(max_digits=12, decimal_places=6)
    # Piclo's ids, in Piclo's order.
    flex_asset_ids = ArrayField(models.CharField(max_length=64), default=list)
    planned_asset_ids = ArrayField(models.CharField(max_length=64), default=list)
    raw = models.JSONField(default=dict)
    gone_at = models.DateTimeField(null=True)

    objects = OpportunityQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Opportunity in {self.competition}"
