"""Meter data as people upload it, and what became of each file."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import Membership
from portal.core.models import Stamped
from settlement.rules.conventions import Convention, Sign, Stamp, Unit, Zone


def stored_name(file: "MeterFile", filename: str) -> str:
    """Where an upload is kept: by organisation, under a name nobody chose."""
    return f"meter-files/{file.organisation_id}/{uuid.uuid4().hex}.csv"


class FileState(models.TextChoices):
    """How far a file got."""

    WAITING = "waiting", "Waiting to be read"
    READING = "reading", "Being read"
    READ = "read", "Read"
    REFUSED = "refused", "Refused"


class MeterFileQuerySet(models.QuerySet["MeterFile"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def to_read(self) -> Self:
        """Files whose reading has not ended, the oldest first: a later file's word replaces an earlier one's."""
        return self.filter(state__in=[FileState.WAITING, FileState.READING]).order_by("pk")


class MeterFile(Stamped):
    """One upload of half-hourly meter data, read as a whole or refused as a whole."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="meter_files")
    name = models.CharField("file", max_length=200)
    content = models.FileField(upload_to=stored_name, max_length=200)
    size = models.PositiveIntegerField("size (bytes)")
    digest = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    zone = models.CharField("times are in", max_length=20, choices=[(one.value, one.label) for one in Zone])
    stamp = models.CharField(
        "a time names the", max_length=8, choices=[(one.value, one.label) for one in Stamp]
    )
    sign = models.CharField("positive means", max_length=12, choices=[(one.value, one.label) for one in Sign])
    unit = models.CharField("values are", max_length=4, choices=[(one.value, one.label) for one in Unit])

    state = models.CharField(max_length=8, choices=FileState, default=FileState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField("read (%)", default=0)
    read_at = models.DateTimeField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    meters = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField("readings from", null=True)
    last_at = models.DateTimeField("readings up to", null=True)
    fault_count = models.PositiveIntegerField("faults", default=0)

    objects = MeterFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=FileState.values),
                name="meter_file_state_known",
                violation_error_message="Unknown state of a meter data file.",
            ),
            models.CheckConstraint(
                condition=~Q(state=FileState.READ) | Q(fault_count=0),
                name="meter_file_all_or_nothing",
                violation_error_message="A file with faults is refused.",
            ),
            models.CheckConstraint(
                condition=Q(
                    rows_read=models.F("rows_new") + models.F("rows_changed") + models.F("rows_unchanged")
                )
                | ~Q(state=FileState.READ),
                name="meter_file_rows_add_up",
                violation_error_message="Rows read are new, changed or unchanged.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-uploaded_at"], name="meter_file_by_upload"),
            models.Index(
                fields=["organisation"],
                name="meter_file_to_read",
                condition=Q(state__in=[FileState.WAITING, FileState.READING]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("settlement:meter-file-detail", args=[self.pk])

    @property
    def convention(self) -> Convention:
        return Convention(Zone(self.zone), Stamp(self.stamp), Sign(self.sign), Unit(self.unit))

    @property
    def is_over(self) -> bool:
        """Whether reading has ended, one way or the other."""
        return self.state in {FileState.READ, FileState.REFUSED}

    @property
    def changed_nothing(self) -> bool:
        return self.state == FileState.READ and not (self.rows_new or self.rows_changed)


class MeterFileFault(models.Model):
    """A line of a refused file and what is wrong with it, in words for whoever sent it."""

    file = models.ForeignKey(MeterFile, models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField()
    words = models.TextField()

    class Meta:
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"Line {self.line}: {self.words}"
