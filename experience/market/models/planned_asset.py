"""What providers may build."""

from django.db import models

from experience.market.models.base import Coded
from experience.market.models.provider import FlexProvider


class PlannedAsset(Coded):
    """A speculative asset, or several alike, meant for one competition (by reference), without a place."""

    provider = models.ForeignKey(FlexProvider, on_delete=models.PROTECT, related_name="planned_assets")
    reference = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    voltage_level = models.DecimalField(max_digits=6, decimal_places=2)
    asset_type = models.CharField(max_length=60)
    capacity_type = models.CharField(max_length=40, help_text="`active_export`, `active_import` or reactive.")
    capacity_value = models.DecimalField(max_digits=12, decimal_places=5)
    competition_reference = models.CharField(max_length=40, db_index=True)
    operator_name = models.CharField(max_length=120, blank=True)
    estimated_asset_count = models.PositiveIntegerField(null=True)
    maximum_response_time = models.DurationField(null=True)
    minimum_runtime = models.DurationField(null=True)
    maximum_runtime = models.DurationField(null=True)
    maximum_recovery_time = models.DurationField(null=True)
    created = models.DateTimeField()
    modified = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "reference"], name="planned_asset_reference_once_per_provider"
            )
        ]

    def __str__(self) -> str:
        return self.reference
