"""What a provider has been contracted for."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from experience.market.models.base import Coded
from experience.market.models.bid import Bid
from experience.market.models.competition import Competition
from experience.market.models.provider import FlexProvider
from experience.market.models.window import ServiceWindow
from experience.market.rules.obligations import obligation_status


class Obligation(Coded):
    """The contract that an accepted bid became, over its service period's dates (both included)."""

    bid = models.OneToOneField(Bid, on_delete=models.PROTECT, related_name="obligation")
    provider = models.ForeignKey(FlexProvider, on_delete=models.PROTECT, related_name="obligations")
    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="obligations")
    service_window = models.ForeignKey(ServiceWindow, on_delete=models.PROTECT, related_name="obligations")
    start = models.DateField()
    end = models.DateField()
    capacity = models.DecimalField(max_digits=12, decimal_places=5)
    rates = models.JSONField()
    asset_ids = ArrayField(models.CharField(max_length=16), default=list)
    created = models.DateTimeField()
    modified = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["provider", "start"], name="obligation_by_start")]

    def __str__(self) -> str:
        return self.id

    def status_on(self, day: date) -> str:
        return obligation_status(self.start, self.end, day)


class AvailabilityVariation(Coded):
    """A provider's word that less (or again more) of an obligation's capacity is available for a time."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="variations")
    start = models.DateTimeField()
    end = models.DateTimeField()
    capacity = models.DecimalField(
        max_digits=12, decimal_places=5, help_text="MW still available; 0 is unavailable."
    )
    reason = models.TextField(blank=True)
    created = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")), name="variation_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=models.Q(capacity__gte=0), name="variation_not_negative"),
        ]
        ordering = ["start", "created"]

    def __str__(self) -> str:
        return self.id
