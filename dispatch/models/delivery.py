"""A webhook call as it came in: stored before anything is made of it."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from dispatch.models.instruction import Instruction
from dispatch.rules.versions import Verdict
from portal.accounts.models import Membership
from portal.core.states import State, Tint

UNDERSTOOD_WITHIN = timedelta(minutes=1)
VERDICTS: dict[str, str] = {
    Verdict.NEW: "heard of it first",
    Verdict.NEWER: "brought a newer version",
    Verdict.SAME: "said again",
    Verdict.OLDER: "came late, passed over",
}


class DeliveryState(models.TextChoices):
    """Whether a delivery has been made sense of."""

    RECEIVED = "received", "Received"
    UNDERSTOOD = "understood", "Understood"
    FAILED = "failed", "Not understood"
    SET_ASIDE = "set_aside", "Set aside"


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    """Deliveries by what became of them."""

    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def waiting(self) -> Self:
        return self.filter(state=DeliveryState.RECEIVED)

    def troubling(self, now: datetime) -> Self:
        """Those that could not be understood, or that nobody has looked at for a minute."""
        late = Q(state=DeliveryState.RECEIVED, received_at__lt=now - UNDERSTOOD_WITHIN)
        return self.filter(late | Q(state=DeliveryState.FAILED))


class WebhookDelivery(models.Model):
    """One verified call of Piclo's webhook. Kept whether or not it could be understood."""

    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, related_name="webhook_deliveries"
    )
    received_at = models.DateTimeField()
    # The call as it came, byte for byte.
    body = models.BinaryField()
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.RECEIVED)
    # Piclo's id of the delivery, once understood; doubled deliveries share it.
    delivery_id = models.CharField(max_length=80, blank=True)
    event = models.CharField(max_length=60, blank=True)
    # What it did to the instruction: new, newer, same, older (rules.versions.Verdict).
    verdict = models.CharField(max_length=12, blank=True)
    problem = models.TextField(blank=True)
    instruction = models.ForeignKey(Instruction, models.SET_NULL, null=True, related_name="deliveries")
    piclo_version = models.PositiveBigIntegerField(null=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values),
                name="delivery_state_known",
                violation_error_message="Unknown state of a webhook delivery.",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "-received_at"], name="delivery_by_time"),
            models.Index(
                fields=["received_at"],
                name="delivery_to_understand",
                condition=Q(state__in=["received", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Webhook delivery {self.delivery_id or self.pk}"

    @property
    def state_shown(self) -> State:
        """The state as people see it."""
        tints = {
            DeliveryState.FAILED: Tint.BAD,
            DeliveryState.UNDERSTOOD: Tint.GOOD,
            DeliveryState.RECEIVED: Tint.RUN,
        }
        state = DeliveryState(self.state)
        return State(str(state.label), tints.get(state, Tint.IDLE), self.problem)

    @property
    def verdict_shown(self) -> str:
        """What it did to the instruction, in words."""
        return VERDICTS.get(self.verdict, self.verdict)

    @property
    def text(self) -> str:
        """The body for people to read, whatever its bytes are."""
        return bytes(self.body).decode("utf-8", errors="replace")
