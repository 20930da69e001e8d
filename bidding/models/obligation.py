"""A contract: what an accepted bid obliges us to."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from bidding.models.bid import PRICE_FIELDS, Bid, price
from bidding.rules.rates import Prices
from portal.accounts.models import Membership
from portal.core.models import Stamped
from portal.core.states import State, Tint


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def on(self, day: date) -> Self:
        """Those that bind on a day."""
        return self.filter(start_on__lte=day, end_on__gte=day, gone_at=None)


class Obligation(Stamped):
    """A contractual obligation as Piclo holds it: capacity in a window between two dates, both included."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="obligations")
    piclo_id = models.CharField(max_length=64)
    bid = models.ForeignKey(Bid, models.PROTECT, null=True, related_name="obligations")
    competition = models.ForeignKey("competitions.Competition", models.PROTECT, related_name="obligations")
    service_window = models.ForeignKey(
        "competitions.ServiceWindow", models.PROTECT, related_name="obligations"
    )
    start_on = models.DateField()
    end_on = models.DateField()
    capacity_mw = models.DecimalField("capacity (MW)", max_digits=12, decimal_places=6)
    availability_price = price("availability (£/MW/h)")
    utilisation_price = price("utilisation (£/MWh)")
    service_fee = price("service fee (£/MW)")
    status = models.CharField(max_length=20, blank=True)
    assets = models.ManyToManyField("assets.Asset", related_name="obligations", blank=True)
    # Piclo's ids of the obligated assets; `assets` holds those among them that are known here.
    asset_piclo_ids = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    raw = models.JSONField(default=dict)
    gone_at = models.DateTimeField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "piclo_id"], name="obligation_once"),
            models.CheckConstraint(
                condition=models.Q(end_on__gte=models.F("start_on")),
                name="obligation_in_order",
                violation_error_message="An obligation ends on or after the day it starts.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "end_on"], name="obligation_by_end")]

    def __str__(self) -> str:
        return f"Obligation {self.piclo_id}"

    def get_absolute_url(self) -> str:
        return reverse("bidding:obligation-detail", args=[self.pk])

    @property
    def state_shown(self) -> State:
        """Piclo's word for where today lies against the contract's days."""
        tints = {"active": Tint.GOOD, "upcoming": Tint.RUN}
        word = "Gone at Piclo" if self.gone_at else (self.status or "unknown").capitalize()
        return State(word, Tint.BAD if self.gone_at else tints.get(self.status, Tint.IDLE))

    @property
    def prices(self) -> Prices:
        """The contracted prices by what they are paid for; None where there is none."""
        return {rate: getattr(self, field) for rate, field in PRICE_FIELDS.items()}
