"""A webhook call as it came in: stored before anything is made of it."""

from typing import Self

from django.db import models

from portal.accounts.models import Membership


class DeliveryState(models.TextChoices):
    RECEIVED = "received", "Received"
    UNDERSTOOD = "understood", "Understood"
    FAILED = "failed", "Not understood"


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)


class WebhookDelivery(models.Model):
    """One verified call of Piclo's webhook. Kept whether or not it could be understood."""

    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, related_name="webhook_deliveries"
    )
    received_at = models.DateTimeField()
    # Piclo's id of the delivery; doubled deliveries share it.
    delivery_id = models.CharField(max_length=80, blank=True)
    body = models.BinaryField()
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.RECEIVED)
    problem = models.TextField(blank=True)
    instruction = models.ForeignKey(
        "dispatch.Instruction", models.SET_NULL, null=True, related_name="deliveries"
    )

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "webhook deliveries"
        indexes = [
            models.Index(
                fields=["received_at"],
                name="delivery_to_understand",
                condition=models.Q(state=DeliveryState.RECEIVED),
            )
        ]

    def __str__(self) -> str:
        return f"Webhook {self.delivery_id or self.pk}"
