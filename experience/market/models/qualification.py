"""Which assets may take part in which competition."""

from django.db import models

from experience.market.models.asset import Asset
from experience.market.models.competition import Competition


class Override(models.TextChoices):
    """An operator's word that outweighs the automatic test."""

    NONE = "", "None"
    POSITIVE = "+", "Let in"
    NEGATIVE = "-", "Keep out"


class QualificationQuerySet(models.QuerySet["Qualification"]):
    """Questions about who may take part."""

    def standing(self) -> "QualificationQuerySet":
        """Eligible, or qualified once bidding is open: passed or let in, not kept out, not archived."""
        passed = models.Q(override=Override.POSITIVE) | models.Q(override=Override.NONE, eligible=True)
        return self.filter(passed).exclude(asset__status="archived")


class Qualification(models.Model):
    """How one asset did in the automatic test of one competition, and the operator's word on it.

    Every asset inside the area or its buffer has a row, with the reasons where it did not pass; so has one that has
    since left. An asset without a row is outside.
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="qualifications")
    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="qualifications")
    eligible = models.BooleanField()
    reasons = models.JSONField(default=list, help_text="Why it did not pass, in words.")
    override = models.CharField(max_length=1, choices=Override, default=Override.NONE, blank=True)
    override_reason = models.TextField(blank=True)
    modified = models.DateTimeField(db_index=True, help_text="When any of this last changed.")

    objects = QualificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "asset"], name="qualification_once_per_asset_and_competition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset} in {self.competition}"
