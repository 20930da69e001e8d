"""Performance reports: what a dispatch delivered, in versions that are never overwritten."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import Membership
from portal.core.periods import HALF_HOUR, Period
from settlement.models.delivery import Delivery
from settlement.rules.methods import METHODS, Method
from settlement.rules.rulesets import RuleSet, rule_set


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)


def energy(label: str) -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(f"{label} (kWh)", max_digits=18, decimal_places=6)


class Report(models.Model):
    """One version of a dispatch's performance report: the figures, the rules they follow, and the whole working."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="reports")
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="reports")
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    # None: made by itself when the data were there.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rule_set_code = models.CharField(max_length=40)
    rule_set_version = models.PositiveIntegerField()
    method_code = models.CharField("baseline", max_length=40)

    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    direction = models.CharField(max_length=6)
    capacity_mw = models.DecimalField("instructed (MW)", max_digits=12, decimal_places=6)
    utilisation_price = models.DecimalField(
        "utilisation price (£/MWh)", max_digits=12, decimal_places=4, null=True
    )
    baseline_kwh = energy("baseline")
    metered_kwh = energy("metered")
    instructed_kwh = energy("instructed")
    delivered_kwh = energy("delivered")
    paid_kwh = energy("paid energy")
    # Shares of one.
    coverage = models.DecimalField(max_digits=7, decimal_places=6)
    performance = models.DecimalField("delivered of instructed", max_digits=16, decimal_places=6)
    amount_gbp = models.DecimalField("worth (£)", max_digits=14, decimal_places=2, null=True)
    complete = models.BooleanField(default=False)
    # Baselines' days and arithmetic by measured point, and the series of the picture; as JSON, decimals as text.
    working = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Of everything above but when and by whom: two versions never share it in a row.
    digest = models.CharField(max_length=64)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "version"],
                name="report_version_once",
                violation_error_message="This version of the report exists.",
            ),
            models.CheckConstraint(
                condition=Q(end_at__gt=models.F("start_at")),
                name="report_in_order",
                violation_error_message="A delivery ends after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(paid_kwh__gte=0, delivered_kwh__gte=0, instructed_kwh__gte=0),
                name="report_energy_not_negative",
                violation_error_message="Delivered, instructed and paid energy are not negative.",
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.version} of {self.delivery.instruction}"

    def get_absolute_url(self) -> str:
        url = reverse("settlement:report-detail", args=[self.delivery.instruction_id])
        return f"{url}?version={self.version}"

    @property
    def period(self) -> Period:
        return Period(self.start_at, self.end_at)

    @property
    def rules(self) -> RuleSet:
        return rule_set(self.rule_set_code, self.rule_set_version)

    @property
    def method(self) -> Method:
        return METHODS[self.method_code]

    @property
    def points(self) -> list[dict[str, Any]]:
        """The measured points with their baselines' days and arithmetic."""
        return list(self.working.get("points", []))


class ReportInterval(models.Model):
    """One half-hour of a report; energies in kWh, generation positive, summed over the points that count."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="intervals")
    start_at = models.DateTimeField()
    # Hours that the half-hour shares with the delivery.
    hours = models.DecimalField(max_digits=7, decimal_places=6)
    points = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    baseline_kwh = energy("baseline")
    metered_kwh = energy("metered")
    delivered_kwh = energy("delivered")
    instructed_kwh = energy("instructed")
    paid_kwh = energy("paid energy")

    class Meta:
        ordering = ["start_at"]
        constraints = [
            models.UniqueConstraint(fields=["report", "start_at"], name="report_interval_once"),
            models.CheckConstraint(
                condition=Q(counted__lte=models.F("points")),
                name="report_interval_counted",
                violation_error_message="No more points count than there are.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start_at:%Y-%m-%d %H:%M}Z"

    @property
    def end_at(self) -> datetime:
        return self.start_at + HALF_HOUR
