"""An auction of a system operator: what is wanted, where, when and for which price."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from competitions.rules.geometry import Area, area_from_geojson
from competitions.rules.stages import Instants, Stage, StageNow, stage_at
from portal.accounts.models import Membership
from portal.core.formats import local
from portal.core.models import Stamped

# The column that starts each stage after the first, in their order.
STARTS = {
    Stage.QUALIFICATION: "qualification_open_at",
    Stage.QUALIFICATION_CLOSED: "qualification_closed_at",
    Stage.BIDDING: "open_at",
    Stage.CLOSED: "closed_at",
    Stage.CONFIRMED: "confirmed_at",
    Stage.ARCHIVED: "archive_on",
}


class CompetitionQuerySet(models.QuerySet["Competition"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def in_stage(self, stage: Stage, now: datetime) -> Self:
        """Competitions of which `rules.stages.stage_at` says `stage`, asked of the database."""
        order = list(STARTS)
        later = order[order.index(stage) + 1 :] if stage in STARTS else order
        found = self.filter(_started(stage, now)) if stage in STARTS else self
        for other in later:
            found = found.filter(Q(**{STARTS[other]: None}) | ~_started(other, now))
        return found

    def joinable(self, now: datetime) -> Self:
        """Competitions that are still listed and whose bidding has not closed."""
        return self.filter(gone_at=None, closed_at__gt=now)


def _started(stage: Stage, now: datetime) -> Q:
    instant = local(now).date() if stage is Stage.ARCHIVED else now
    return Q(**{f"{STARTS[stage]}__lte": instant})


def price(label: str) -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(label, max_digits=12, decimal_places=4, null=True, blank=True)


class Competition(Stamped):
    """One competition as Piclo publishes it. Its stage follows from the clock (`rules.stage_at`), it is not stored."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="competitions")
    piclo_id = models.CharField(max_length=64)
    reference = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    operator_name = models.CharField("operator", max_length=120, blank=True)
    qualification_open_at = models.DateTimeField(null=True)
    qualification_closed_at = models.DateTimeField(null=True)
    open_at = models.DateTimeField("bidding opens", null=True)
    closed_at = models.DateTimeField("bidding closes", null=True)
    confirmed_at = models.DateTimeField(null=True)
    archive_on = models.DateField(null=True)
    area_buffer_km = models.DecimalField("buffer (km)", max_digits=8, decimal_places=3, default=Decimal(0))
    # {"area_references": [...], "postcodes": [...], "bounding_boxes": [[west, south, east, north]],
    #  "geometry": GeoJSON or null}
    boundary = models.JSONField(default=dict)
    # The operator's own demands of an asset, as Piclo gives them.
    criteria = models.JSONField(default=dict, db_default={})
    need_type = models.CharField(max_length=60, blank=True)
    need_direction = models.CharField(max_length=30, blank=True)
    power_type = models.CharField(max_length=30, blank=True)
    rate_type = models.CharField("type", max_length=60, blank=True)
    product_type = models.CharField("product", max_length=60, blank=True)
    pricing_type = models.CharField(max_length=30, blank=True)
    dps_record_reference = models.CharField(max_length=80, blank=True)
    minimum_connection_voltage_kv = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    maximum_connection_voltage_kv = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    minimum_budget_gbp = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    maximum_budget_gbp = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    availability_guide_price = price("availability guide (£/MW/h)")
    utilisation_guide_price = price("utilisation guide (£/MWh)")
    service_fee_guide = price("service fee guide (£/MW)")
    raw = models.JSONField(default=dict)
    gone_at = models.DateTimeField(null=True)

    objects = CompetitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "piclo_id"],
                name="competition_once",
                violation_error_message="This competition is known already.",
            )
        ]
        indexes = [models.Index(fields=["organisation", "closed_at"], name="competition_by_close")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("competitions:competition-detail", args=[self.pk])

    def is_joinable(self, now: datetime) -> bool:
        """Whether it is among `joinable` ones."""
        return self.gone_at is None and self.closed_at is not None and self.closed_at > now

    def stage_at(self, now: datetime) -> StageNow:
        """Where it stands by the clock, and until when."""
        return stage_at(
            Instants(
                self.qualification_open_at,
                self.qualification_closed_at,
                self.open_at,
                self.closed_at,
                self.confirmed_at,
                self.archive_on,
            ),
            now,
        )

    @property
    def area(self) -> Area | None:
        """Its area on the ground; None where Piclo gives no drawing."""
        boxes = self.boundary.get("bounding_boxes") or []
        return area_from_geojson(self.boundary.get("geometry"), float(self.area_buffer_km), boxes)

    @property
    def postcodes(self) -> list[str]:
        return self.boundary.get("postcodes") or []
