"""Where settlement stands with one dispatch instruction."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import Membership


class DeliveryState(models.TextChoices):
    """What can be said of a delivery so far."""

    NO_DATA = "no_data", "No data"
    MISSING = "missing", "Data missing"
    REPORTED = "reported", "Reported"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)


class Delivery(models.Model):
    """A delivery that is over: whether its metering is complete, and its newest performance report."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="deliveries")
    instruction = models.OneToOneField(
        "dispatch.Instruction", models.CASCADE, related_name="settlement_delivery"
    )
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.NO_DATA)
    # Share of the half-hours of all measured points that have metering, 0 to 1.
    coverage = models.DecimalField(max_digits=7, decimal_places=6, default=0)
    # Why there is no report by itself, in words.
    note = models.TextField(blank=True)
    # When the data were last looked at; None asks for a look.
    checked_at = models.DateTimeField(null=True)
    latest = models.ForeignKey("settlement.Report", models.PROTECT, null=True, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values),
                name="settlement_delivery_state_known",
                violation_error_message="Unknown state of a delivery.",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.REPORTED) | Q(latest__isnull=False),
                name="settlement_delivery_reported_has_report",
                violation_error_message="A reported delivery has a report.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="settlement_delivery_by_state")]

    def __str__(self) -> str:
        return f"Delivery of {self.instruction}"

    def get_absolute_url(self) -> str:
        return reverse("settlement:report-detail", args=[self.instruction_id])
