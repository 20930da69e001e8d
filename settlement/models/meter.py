"""What was measured: half-hours of energy by meter."""

from typing import Self

from django.db import models

from portal.accounts.models import Membership


class MeterQuerySet(models.QuerySet["Meter"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)


class Meter(models.Model):
    """A source of readings: an MPAN, or an asset under its own reference (net of all its MPANs)."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="meters")
    # Without spaces, upper case.
    ident = models.CharField("MPAN or reference", max_length=80)

    objects = MeterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "ident"],
                name="meter_once",
                violation_error_message="This meter is known already.",
            )
        ]

    def __str__(self) -> str:
        return self.ident


class MeterReading(models.Model):
    """Energy of one half-hour from `start_at`: kWh, generation positive. The newest file's word stands."""

    meter = models.ForeignKey(Meter, models.CASCADE, related_name="readings")
    start_at = models.DateTimeField()
    kwh = models.DecimalField("energy (kWh)", max_digits=16, decimal_places=6)
    # The file that last changed it.
    file = models.ForeignKey("settlement.MeterFile", models.PROTECT, related_name="readings")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meter", "start_at"],
                name="reading_once",
                violation_error_message="A meter has one reading a half-hour.",
            ),
            models.CheckConstraint(
                # Half-hours of UTC: whole multiples of 1,800 seconds.
                condition=models.Q(start_at__second=0, start_at__minute__in=[0, 30]),
                name="reading_on_half_hour",
                violation_error_message="A reading starts on the hour or the half-hour.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter} {self.start_at:%Y-%m-%d %H:%M}Z"
