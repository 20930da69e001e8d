"""Telling providers about their instructions."""

from django.db import models

from experience.market.models.base import Coded
from experience.market.models.provider import FlexProvider


class WebhookRegistration(models.Model):
    """Where a provider wants to hear of its dispatches, and the secret that signs what it hears."""

    provider = models.OneToOneField(FlexProvider, on_delete=models.CASCADE, related_name="webhook")
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(Coded):
    """One event on its way to one provider: tried until a 2xx comes back, each attempt signed afresh."""

    registration = models.ForeignKey(WebhookRegistration, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    data = models.JSONField(help_text="The dispatch as it was when the event happened.")
    created = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When the next attempt is made.")
    attempts = models.PositiveIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(delivered_at__isnull=True, abandoned_at__isnull=True),
                name="webhook_delivery_waiting",
            )
        ]
        ordering = ["created"]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"
