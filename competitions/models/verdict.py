"""What our own reading of the tests says of our assets in competitions: derived rows, remade when a cause changes."""

from typing import Self

from django.db import models

from assets.models import Asset
from competitions.models.competition import Competition
from competitions.rules.codes import Code, Standing
from competitions.rules.geometry import Place

# How a place is kept: a number, since there are very many of these rows.
PLACES = (Place.INSIDE, Place.BUFFER)


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def active(self) -> Self:
        """Nothing stands in the way that anybody can be asked to mend."""
        return self.filter(standing__lte=Standing.DOUBTFUL)


class Verdict(models.Model):
    """Our indicative verdict on one asset in one competition. Only assets inside an area or its buffer have one.

    An asset without a row is outside, or its position is not known. Nobody edits these rows: they hold no constraint
    to the rows they are about, whose keys they carry, so that hundreds of thousands can be written in a moment.
    """

    pk = models.CompositePrimaryKey("competition_id", "asset_id")
    competition = models.ForeignKey(
        Competition, models.CASCADE, related_name="verdicts", db_constraint=False, db_index=False
    )
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="verdicts", db_constraint=False)
    place = models.PositiveSmallIntegerField(choices=list(enumerate(place.value for place in PLACES)))
    standing = models.PositiveSmallIntegerField(choices=[(one.value, one.label) for one in Standing])
    codes = models.IntegerField(default=0)
    # W or VAr in the direction that the competition needs.
    capacity_w = models.BigIntegerField(default=0)

    objects = VerdictQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.asset_id} in {self.competition_id}: {self.get_standing_display()}"

    @property
    def reason_codes(self) -> Code:
        return Code(self.codes)


class Judged(models.Model):
    """As what a competition was last judged: it is to be judged again when any of this is no longer so."""

    competition = models.OneToOneField(Competition, models.CASCADE, primary_key=True, related_name="judged")
    seen_modified_at = models.DateTimeField()
    approved = models.BooleanField()
    judged_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.competition_id} as of {self.judged_at:%c}"


class Ground(models.Model):
    """A competition's area made ready for judging: its parts joined, and projected to metres around its middle."""

    competition = models.OneToOneField(Competition, models.CASCADE, primary_key=True, related_name="ground")
    # The competition's `modified_at` as this was made.
    seen_modified_at = models.DateTimeField()
    # WKB in degrees and in metres; null where nothing is drawn.
    shape = models.BinaryField(null=True)
    metres = models.BinaryField(null=True)
    # In metres: what is surely in reach of it, and what holds all that is.
    surely = models.BinaryField(null=True)
    perhaps = models.BinaryField(null=True)
    longitude = models.FloatField(default=0)
    latitude = models.FloatField(default=0)
    reach_m = models.FloatField(default=0)
    # The box of degrees that holds the area with its buffer.
    west = models.FloatField(default=0)
    south = models.FloatField(default=0)
    east = models.FloatField(default=0)
    north = models.FloatField(default=0)
    postcodes = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"Ground of {self.competition_id}"
