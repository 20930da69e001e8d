"""Company qualification: an operator's approval of a provider, once per DPS record."""

from django.db import models

from experience.market.models.operator import Operator
from experience.market.models.provider import FlexProvider


class DpsRecord(models.Model):
    """A dynamic purchasing system: competitions name the one that their bidders must be approved on."""

    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="dps_records")
    reference = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.reference


class ApplicationStatus(models.TextChoices):
    """How far an application is; a rejected one can be handed in again."""

    DRAFT = "draft", "Draft"
    PENDING = "pending", "Pending"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


class Application(models.Model):
    """A provider's application to one DPS record. Nothing is eligible under it until it is approved."""

    provider = models.ForeignKey(FlexProvider, on_delete=models.PROTECT, related_name="applications")
    dps_record = models.ForeignKey(DpsRecord, on_delete=models.PROTECT, related_name="applications")
    status = models.CharField(
        max_length=10, choices=ApplicationStatus, default=ApplicationStatus.PENDING, db_index=True
    )
    reason = models.TextField(blank=True, help_text="The operator's reason: required when rejecting.")
    # What the provider answered, by section and question, and the documents it named.
    sections = models.JSONField(default=dict, blank=True)
    documents = models.JSONField(default=list, blank=True)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    modified = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "dps_record"], name="application_once_per_dps_record"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="rejected") | ~models.Q(reason=""),
                name="application_rejected_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} on {self.dps_record}: {self.status}"
