"""A record of Piclo's that could not be understood."""

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from portal.core.people import Acting
from portal.piclo.models.sync_run import SyncRun


class RefusedRecordQuerySet(models.QuerySet["RefusedRecord"]):
    """Refused records."""

    def visible_to(self, member: Acting) -> Self:
        """The refused records of the member's organisation."""
        return self.filter(run__connection__organisation_id=member.organisation_id)


class RefusedRecord(models.Model):
    """What Piclo gave and why it was left out: kept whole, so that nothing is lost and somebody can ask Piclo."""

    run = models.ForeignKey(SyncRun, models.CASCADE, related_name="refused_records")
    ref = models.CharField(max_length=64)
    reason = models.TextField()
    raw = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    objects = RefusedRecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.ref}: {self.reason}"[:200]
