"""What people and rules decided: append-only, held by a trigger in the database."""

from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from portal.core.people import Acting


def cause_of(row: models.Model) -> str:
    """How events name the row that set them off: `piclo.syncrun:12`."""
    return f"{row._meta.label_lower}:{row.pk}"


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, member: Acting) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def caused_by(self, cause: models.Model) -> Self:
        """Events that one row set off, as a reading of Piclo sets off what it changed."""
        return self.filter(cause=cause_of(cause))

    def about(self, subject: models.Model) -> Self:
        """Events of one row, newest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by(
            "-at", "-pk"
        )


class Event(models.Model):
    """One decision: who, when, what about, before and after. A row is never changed or removed."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # A rule or a feed acts without a person; its name stands here.
    rule = models.CharField(max_length=80, blank=True)
    # What set it off where that was one of many decisions at once; see `cause_of`.
    cause = models.CharField(max_length=60, blank=True, default="", db_default="")
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=200)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-at"], name="event_by_organisation"),
            models.Index(fields=["subject_type", "subject_id", "-at"], name="event_by_subject"),
            models.Index(fields=["cause", "-at"], name="event_by_cause", condition=~models.Q(cause="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_label}"
