"""When a competition wants flexibility: dated periods, and windows of local hours in them."""

from datetime import date, time
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models

from competitions.models.competition import Competition, price
from competitions.rules.calendar import occurrences, weekdays_in_words
from portal.core.periods import Period


class ServicePeriod(models.Model):
    """A dated range of a competition; both dates belong to it."""

    competition = models.ForeignKey(Competition, models.CASCADE, related_name="periods")
    piclo_id = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    start_on = models.DateField()
    end_on = models.DateField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "piclo_id"],
                name="service_period_once",
                violation_error_message="This period of the competition is known already.",
            ),
            models.CheckConstraint(
                condition=models.Q(end_on__gte=models.F("start_on")),
                name="service_period_in_order",
                violation_error_message="A service period ends on or after the day it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_fixed_prices(self) -> bool:
        """Whether any of its windows, as fetched, leaves no price to bid."""
        return any(window.has_fixed_prices for window in self.windows.all())


class ServiceWindow(models.Model):
    """Local hours on named weekdays within a service period: every bid is against one window."""

    period = models.ForeignKey(ServicePeriod, models.CASCADE, related_name="windows")
    piclo_id = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    start_time = models.TimeField()
    end_time = models.TimeField()
    # ISO weekday numbers, Monday 1 to Sunday 7.
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    capacity_required_mw = models.DecimalField(max_digits=12, decimal_places=6)
    minimum_aggregate_asset_size_mw = models.DecimalField(max_digits=12, decimal_places=6, default=Decimal(0))
    minimum_run_time = models.DurationField(null=True)
    required_response_time = models.DurationField(null=True)
    public_holiday_handling = models.CharField(max_length=40, blank=True)
    dispatch_estimate = models.PositiveIntegerField("dispatches expected", null=True)
    dispatch_duration = models.DurationField(null=True)
    fixed_availability_price = price("fixed availability (£/MW/h)")
    fixed_utilisation_price = price("fixed utilisation (£/MWh)")
    fixed_service_fee = price("fixed service fee (£/MW)")
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "piclo_id"],
                name="service_window_once",
                violation_error_message="This window of the period is known already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_fixed_prices(self) -> bool:
        prices = (self.fixed_availability_price, self.fixed_utilisation_price, self.fixed_service_fee)
        return any(price is not None for price in prices)

    @property
    def hours(self) -> str:
        """Local hours, "16:30–18:00"; midnight at the end of a day reads 24:00."""
        end = "24:00" if self.end_time == time() else f"{self.end_time:%H:%M}"
        return f"{self.start_time:%H:%M}–{end}"

    @property
    def days(self) -> str:
        return weekdays_in_words(self.weekdays)

    def occurrences(self, first_day: date, last_day: date) -> list[Period]:
        """When this window occurs between two local days, both included."""
        return occurrences(self.start_time, self.end_time, self.weekdays, first_day, last_day)
