"""Calls of the webhook that could not be verified: counted, never believed."""

from typing import Self

from django.db import models

from portal.accounts.models import Membership


class WebhookRefusalQuerySet(models.QuerySet["WebhookRefusal"]):
    """Refusals."""

    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)


class WebhookRefusal(models.Model):
    """How often calls were refused for one reason on one day (UTC).

    One row a day and reason, whatever arrives: nobody can fill the database without the secret. Nothing of the call's
    content is kept.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="webhook_refusals")
    on = models.DateField()
    reason = models.CharField(max_length=20)
    count = models.PositiveBigIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = WebhookRefusalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "on", "reason"],
                name="webhook_refusal_once_a_day",
                violation_error_message="Refusals of this kind are counted for this day already.",
            )
        ]

    def __str__(self) -> str:
        return f"Webhook refused: {self.reason} on {self.on}"
