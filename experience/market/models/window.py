"""When a competition's flexibility is wanted."""

from django.db import models

from experience.market.models.base import Coded
from experience.market.models.competition import Competition


class ServicePeriod(Coded):
    """A dated range of a competition, such as "Summer 2027". Both dates belong to it."""

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="service_periods")
    name = models.CharField(max_length=120)
    start = models.DateField()
    end = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__lte=models.F("end")), name="service_period_ends_after_it_starts"
            )
        ]
        ordering = ["start", "name"]

    def __str__(self) -> str:
        return self.name


class ServiceWindow(Coded):
    """Local clock times on named weekdays of a service period. Every bid is against one window."""

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="service_windows")
    service_period = models.ForeignKey(
        ServicePeriod, on_delete=models.CASCADE, related_name="service_windows"
    )
    name = models.CharField(max_length=120)
    start = models.TimeField()
    end = models.TimeField(help_text="Local; 00:00 is the midnight that ends the day.")
    service_days = models.JSONField(help_text='["Monday", ...]')
    minimum_aggregate_asset_size = models.DecimalField(max_digits=12, decimal_places=5)
    capacity_required = models.DecimalField(max_digits=12, decimal_places=5)
    public_holiday_handling = models.CharField(max_length=60, blank=True)
    minimum_run_time = models.DurationField(null=True)
    required_response_time = models.DurationField(null=True)
    dispatch_estimate = models.PositiveIntegerField(null=True, help_text="Events expected in the period.")
    dispatch_duration = models.DurationField(null=True)
    fixed_rates = models.JSONField(default=list, help_text="[{type, value}] that no bid can change.")

    class Meta:
        ordering = ["start", "name"]

    def __str__(self) -> str:
        return self.name
