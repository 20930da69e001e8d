"""Our company's approval by an operator: what Piclo calls an application, or company qualification."""

from typing import Self

from django.db import models
from django.db.models import Q

from portal.accounts.models import Membership
from portal.core.models import Stamped, Versioned


class ApplicationStatus(models.TextChoices):
    """How far an application is. A rejected one can be edited and sent again any number of times."""

    DRAFT = "draft", "Draft"
    PENDING = "pending", "Pending"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)


class Application(Stamped, Versioned):
    """One application: to one operator, for one market (the competitions that name `dps_record_reference`).

    No asset is eligible in those competitions before it is approved.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="applications")
    operator_name = models.CharField("operator", max_length=120)
    dps_record_reference = models.CharField("market", max_length=80)
    status = models.CharField(max_length=10, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    # The operator's own words: a rejection always has them.
    reason = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "dps_record_reference"],
                name="application_once",
                violation_error_message="There is an application for this market already.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ApplicationStatus.values),
                name="application_status_known",
                violation_error_message="An application is draft, pending, approved or rejected.",
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(reason=""),
                name="application_rejected_with_reason",
                violation_error_message="A rejection carries the operator's reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operator_name}, {self.dps_record_reference}"
