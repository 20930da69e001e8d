"""What may be built, offered to one competition before it stands."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from assets.models.pushed import Pushed, PushedQuerySet, PushState
from assets.rules.kinds import type_label
from assets.rules.planned_fields import capacity_type_label, capacity_unit


class PlannedAssetQuerySet(PushedQuerySet["PlannedAsset"]):
    def meant_for(self, competition_reference: str) -> Self:
        """Those that are offered to one competition, by name."""
        return self.filter(competition_reference=competition_reference).order_by("name", "pk")

    def stuck(self, since: datetime) -> Self:
        """Refused or gone at Piclo, or asked to be sent before `since` and still waiting."""
        waiting = Q(push_state__in=[PushState.WAITING, PushState.UNCONFIRMED], push_asked_at__lt=since)
        return self.filter(Q(push_state__in=[PushState.REFUSED, PushState.GONE]) | waiting)


class PlannedAsset(Pushed):
    """A speculative asset, or several alike, without a place: it is meant for one competition, by its reference.

    Piclo has no way to delete one, nor to look one up by its reference; a reference posted twice is refused there.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="planned_assets")
    reference = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    # Always given by people here; Piclo may hold planned assets without one.
    voltage_level_kv = models.DecimalField("voltage level (kV)", max_digits=7, decimal_places=3, null=True)
    asset_type = models.CharField("type", max_length=60)
    capacity_type = models.CharField("direction of the capacity", max_length=40)
    # In MVAr where the direction is reactive: Piclo has one field for both.
    capacity_value_mw = models.DecimalField("capacity", max_digits=12, decimal_places=6, default=Decimal(0))
    competition_reference = models.CharField("competition", max_length=40)
    operator_name = models.CharField("operator", max_length=120, blank=True)
    estimated_asset_count = models.PositiveIntegerField("number of assets", null=True, blank=True)
    maximum_response_time = models.DurationField("longest response time", null=True, blank=True)
    minimum_runtime = models.DurationField("shortest run", null=True, blank=True)
    maximum_runtime = models.DurationField("longest run", null=True, blank=True)
    maximum_recovery_time = models.DurationField("longest recovery time", null=True, blank=True)

    objects = PlannedAssetQuerySet.as_manager()

    class Meta(Pushed.Meta):
        constraints = [
            *Pushed.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                name="plannedasset_reference_once",
                violation_error_message="This reference is taken by another planned asset.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "piclo_id"],
                name="plannedasset_piclo_id_once",
                condition=~Q(piclo_id=""),
                violation_error_message="Another planned asset carries this Piclo id.",
            ),
            models.CheckConstraint(
                condition=Q(capacity_value_mw__gte=0),
                name="plannedasset_capacity_not_negative",
                violation_error_message="A capacity is not negative.",
            ),
        ]
        indexes = [
            *Pushed.Meta.indexes,
            models.Index(
                fields=["organisation", "competition_reference"], name="plannedasset_by_competition"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.reference

    def get_absolute_url(self) -> str:
        return reverse("assets:planned-asset-detail", args=[self.pk])

    @property
    def type_label(self) -> str:
        return type_label(self.asset_type)

    @property
    def capacity_type_label(self) -> str:
        return capacity_type_label(self.capacity_type)

    @property
    def capacity_unit(self) -> str:
        return capacity_unit(self.capacity_type)

    @property
    def can_be_discarded(self) -> bool:
        """Whether it stands here alone. What Piclo holds cannot be taken back: Piclo has no way to."""
        return not self.is_on_its_way and (not self.piclo_id or self.push_state == PushState.GONE)
