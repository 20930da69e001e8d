"""Piclo's word on each of our assets in each competition, the operator's decision included."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from assets.models import Asset
from competitions.models.competition import Competition
from portal.accounts.models import Membership
from portal.core.models import Stamped


class StandingStatus(models.TextChoices):
    """Piclo's words. Others are kept as they come."""

    ELIGIBLE = "eligible", "Eligible"
    INELIGIBLE = "ineligible", "Ineligible"
    QUALIFIED = "qualified", "Qualified"
    DISQUALIFIED = "disqualified", "Disqualified"


class PicloStandingQuerySet(models.QuerySet["PicloStanding"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def standing(self) -> Self:
        """Of assets and competitions that we know, and still given by Piclo."""
        return self.filter(gone_at=None, competition__isnull=False, asset__isnull=False)

    def parked(self) -> Self:
        """Those whose asset or competition has not been read yet: they wait for it and are not lost."""
        return self.filter(Q(competition=None) | Q(asset=None))


class PicloStanding(Stamped):
    """How one asset stands in one competition by Piclo's own list: firmer than our reading of the rules.

    Known by Piclo's ids; tied to our rows as soon as those are there.
    """

    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, related_name="piclo_standings", db_index=False
    )
    piclo_competition_id = models.CharField(max_length=64)
    piclo_asset_id = models.CharField(max_length=64)
    competition = models.ForeignKey(Competition, models.CASCADE, null=True, related_name="piclo_standings")
    asset = models.ForeignKey(Asset, models.CASCADE, null=True, related_name="piclo_standings")
    status = models.CharField(max_length=30)
    # In Piclo's words.
    reasons = ArrayField(models.TextField(), default=list)
    piclo_modified_at = models.DateTimeField(null=True)
    raw = models.JSONField(default=dict)
    gone_at = models.DateTimeField(null=True)

    objects = PicloStandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "piclo_competition_id", "piclo_asset_id"],
                name="piclo_standing_once",
                violation_error_message="Piclo's word on this asset in this competition is known already.",
            ),
            models.UniqueConstraint(
                fields=["competition", "asset"],
                name="piclo_standing_once_per_pair",
                violation_error_message="This asset has a standing in this competition already.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation"],
                name="piclo_standing_parked",
                condition=Q(competition=None) | Q(asset=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.piclo_asset_id} in {self.piclo_competition_id}: {self.status}"


class StandingReading(models.Model):
    """How far the reading of one organisation's standings has come: only what changed since is asked for again."""

    organisation = models.OneToOneField(
        "accounts.Organisation", models.CASCADE, primary_key=True, related_name="standing_reading"
    )
    # The newest change that Piclo has told of.
    newest_at = models.DateTimeField(null=True)
    # When everything was last read.
    whole_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Standings of {self.organisation_id} up to {self.newest_at}"
