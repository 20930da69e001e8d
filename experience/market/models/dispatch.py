"""What a provider is told to do."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from experience.market.models.base import Coded
from experience.market.models.obligation import Obligation
from experience.market.models.provider import FlexProvider


class DispatchStatus(models.TextChoices):
    """An instruction waits for its answer; unanswered it expires, accepted it is stopped or delivered."""

    PENDING = "pending", "Pending"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    EXPIRED = "expired", "Expired"
    STOPPED = "stopped", "Stopped"
    DELIVERED = "delivered", "Delivered"


class Dispatch(Coded):
    """An instruction to deliver under an obligation. Every change raises its version; the newest counts."""

    provider = models.ForeignKey(FlexProvider, on_delete=models.PROTECT, related_name="dispatches")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="dispatches")
    start = models.DateTimeField()
    end = models.DateTimeField()
    capacity = models.DecimalField(max_digits=12, decimal_places=5)
    direction = models.CharField(max_length=10, choices=[("export", "Export"), ("import", "Import")])
    status = models.CharField(max_length=10, choices=DispatchStatus, default=DispatchStatus.PENDING)
    respond_by = models.DateTimeField()
    asset_ids = ArrayField(models.CharField(max_length=16), default=list)
    version = models.PositiveIntegerField(default=1)
    stopped_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(blank=True)
    created = models.DateTimeField()
    modified = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")), name="dispatch_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=models.Q(capacity__gt=0), name="dispatch_asks_for_capacity"),
        ]
        indexes = [
            models.Index(fields=["status", "respond_by"], name="dispatch_waiting"),
            models.Index(fields=["provider", "modified"], name="dispatch_changed_since"),
        ]

    def __str__(self) -> str:
        return self.id
