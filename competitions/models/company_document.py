"""The company's papers that operators ask for: certificates, accounts, signed agreements."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from competitions.models.application import Application
from competitions.rules.documents import REMINDERS, DocumentKind
from portal.accounts.models import Membership
from portal.core.models import Stamped


def stored_name(document: "CompanyDocument", filename: str) -> str:
    """Where a document is kept: by organisation, under a name nobody chose."""
    return f"company-documents/{document.organisation_id}/{uuid.uuid4().hex}"


class CompanyDocumentQuerySet(models.QuerySet["CompanyDocument"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def current(self) -> Self:
        """Those that no newer version has replaced."""
        return self.filter(replaced_at=None)

    def that_go_with(self, application: Application) -> Self:
        """What is sent with an application: the papers for every operator, and those for this one alone."""
        mine = self.filter(organisation_id=application.organisation_id)
        return mine.current().filter(Q(application=None) | Q(application=application))


class CompanyDocument(Stamped):
    """One version of one document. A newer version takes its place; this one stays with what was sent."""

    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, related_name="company_documents"
    )
    # Only for this operator; None for all of them.
    application = models.ForeignKey(
        Application, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    kind = models.CharField("type", max_length=20, choices=[(one.value, one.label) for one in DocumentKind])
    entity = models.CharField("company it is about", max_length=200)
    expires_on = models.DateField("valid until", null=True, blank=True)
    name = models.CharField("file", max_length=200)
    content = models.FileField(upload_to=stored_name, max_length=200)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField("size (bytes)")
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = CompanyDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DocumentKind]),
                name="company_document_kind_known",
                violation_error_message="Unknown type of document.",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="company_document_not_empty",
                violation_error_message="The file is empty.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on"],
                name="company_document_by_expiry",
                condition=Q(replaced_at=None, expires_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.entity}"

    def is_expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.expires_on is not None and self.expires_on < today


class ExpiryReminder(models.Model):
    """That somebody was reminded of a document that runs out: each step once, so that nothing is told twice or lost."""

    document = models.ForeignKey(CompanyDocument, models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField(choices=[(days, str(days)) for days in REMINDERS])
    reminded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "days_before"],
                name="expiry_reminder_once",
                violation_error_message="This reminder was given already.",
            ),
            models.CheckConstraint(
                condition=Q(days_before__in=REMINDERS),
                name="expiry_reminder_step_known",
                violation_error_message="Reminders are given 60, 30 and 7 days before and on the day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.days_before} days"
