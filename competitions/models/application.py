"""Our company's approval by an operator: what Piclo calls an application, or company qualification."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import Membership
from portal.core.models import Stamped, Versioned


class ApplicationStatus(models.TextChoices):
    """How far an application is. A rejected one can be edited and sent again any number of times."""

    DRAFT = "draft", "Draft"
    PENDING = "pending", "Pending"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


CAN_BE_EDITED = frozenset({ApplicationStatus.DRAFT, ApplicationStatus.REJECTED})


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
    piclo_id = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=10, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    # What is answered so far, by section and question: rules.applications.
    answers = models.JSONField(default=dict, blank=True)
    # The operator's own words: a rejection always has them.
    reason = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    raw = models.JSONField(default=dict, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "dps_record_reference"],
                name="application_once",
                violation_error_message="There is an application for this market already.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "piclo_id"],
                condition=~Q(piclo_id=""),
                name="application_piclo_id_once",
                violation_error_message="Another application has this id at Piclo.",
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

    def get_absolute_url(self) -> str:
        return reverse("competitions:application-detail", args=[self.pk])

    @property
    def can_be_edited(self) -> bool:
        """Whether its answers may change: not while the operator has them, nor once it has said yes."""
        return self.status in CAN_BE_EDITED
