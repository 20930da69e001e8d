"""A fault that is switched on."""

from django.db import models
from django.db.models import F, Q


class FaultKind(models.TextChoices):
    """What goes wrong, at the API or on the way of a webhook."""

    LATENCY = "latency", "Answers come late"
    TOO_MANY = "429", "Too many requests"
    SERVER_ERROR = "500", "Server error before anything is done"
    MALFORMED = "malformed", "Answers that are no JSON"
    DROPPED = "dropped", "Stored, but the answer is lost"
    WEBHOOK_DOUBLED = "webhook-doubled", "Webhooks come twice"
    WEBHOOK_DELAYED = "webhook-delayed", "Webhooks come late"
    WEBHOOK_REORDERED = "webhook-reordered", "Webhooks overtake each other"
    WEBHOOK_MISSIGNED = "webhook-missigned", "Webhooks are wrongly signed"


API_KINDS = (
    FaultKind.LATENCY,
    FaultKind.TOO_MANY,
    FaultKind.SERVER_ERROR,
    FaultKind.MALFORMED,
    FaultKind.DROPPED,
)


class Fault(models.Model):
    """One fault: which calls it meets, how hard, and how many are left before it is over (none: until cleared)."""

    kind = models.CharField(max_length=20, choices=FaultKind)
    method = models.CharField(max_length=6, blank=True, help_text="Only this method; empty is all.")
    path = models.CharField(
        max_length=120, blank=True, help_text="Only paths that contain this; empty is all."
    )
    seconds = models.FloatField(default=2.0, help_text="How late, or what Retry-After says.")
    left = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many times more; empty is always."
    )
    met = models.PositiveIntegerField(default=0)
    created = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seconds__gte=0, seconds__lte=120), name="fault_within_two_minutes"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def meet(self) -> bool:
        """Use the fault once. False when another call took the last one."""
        mine = Fault.objects.filter(Q(left=None) | Q(left__gt=0), pk=self.pk)
        return bool(mine.update(met=F("met") + 1, left=F("left") - 1))
