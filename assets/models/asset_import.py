"""A spreadsheet of assets as somebody uploaded it, what it would do, and what became of it."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import Membership
from portal.core.models import Stamped


def stored_name(upload: "AssetImport", filename: str) -> str:
    """Where an upload is kept: by organisation, under a name nobody chose."""
    return f"asset-imports/{upload.organisation_id}/{uuid.uuid4().hex}.bin"


class ImportState(models.TextChoices):
    """How far an import got. Nothing of it touches the portfolio before it is applied."""

    WAITING = "waiting", "Waiting to be read"
    READING = "reading", "Being read"
    READY = "ready", "To be looked at"
    REFUSED = "refused", "Refused"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    DISCARDED = "discarded", "Discarded"


# For how long after its end the rows of an import can be looked at; its counts and its file stay.
ROWS_KEPT = timedelta(days=30)
AT_WORK = (ImportState.WAITING, ImportState.READING, ImportState.APPLYING)


class AssetImportQuerySet(models.QuerySet["AssetImport"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def at_work(self) -> Self:
        """Imports that a worker has something to do with, the oldest first."""
        return self.filter(state__in=AT_WORK).order_by("pk")

    def ended_long_ago(self, now: datetime) -> Self:
        """Imports whose rows are not kept any longer."""
        return self.filter(ended_at__lt=now - ROWS_KEPT)


class AssetImport(Stamped):
    """One upload: read in the background, previewed, then applied as a whole, in its good rows, or not at all."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="asset_imports")
    name = models.CharField("file", max_length=200)
    kind = models.CharField(max_length=4, choices=[("csv", "CSV"), ("xlsx", "Excel workbook")])
    content = models.FileField(upload_to=stored_name, max_length=200)
    size = models.PositiveIntegerField("size (bytes)")
    digest = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    state = models.CharField(max_length=9, choices=ImportState, default=ImportState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField("done (%)", default=0)
    read_at = models.DateTimeField(null=True)
    # Why it was refused, or what changed since it was looked at.
    words = models.TextField(blank=True)
    # Headings that are not ours, and were passed over.
    unknown_headings = ArrayField(models.CharField(max_length=80), default=list)
    rows_create = models.PositiveIntegerField("to create", default=0)
    rows_update = models.PositiveIntegerField("to update", default=0)
    rows_same = models.PositiveIntegerField("unchanged", default=0)
    rows_faulty = models.PositiveIntegerField("with faults", default=0)

    # How it was asked to be applied: rows with faults left out, and whether what changes is sent to Piclo.
    good_rows_only = models.BooleanField(default=False)
    send = models.BooleanField("send to Piclo", default=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("applied or discarded", null=True)

    objects = AssetImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values),
                name="asset_import_state_known",
                violation_error_message="Unknown state of an import.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.APPLIED) | Q(good_rows_only=True) | Q(rows_faulty=0),
                name="asset_import_all_or_nothing",
                violation_error_message="An import with faults is applied in its good rows only.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-uploaded_at"], name="asset_import_by_upload"),
            models.Index(
                fields=["organisation"], name="asset_import_at_work", condition=Q(state__in=AT_WORK)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assets:import-detail", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def is_ready(self) -> bool:
        return self.state == ImportState.READY

    @property
    def rows_kept_until(self) -> datetime | None:
        """When its rows may be forgotten; None before it has ended."""
        return self.ended_at + ROWS_KEPT if self.ended_at else None

    @property
    def rows_read(self) -> int:
        return self.rows_create + self.rows_update + self.rows_same + self.rows_faulty

    @property
    def rows_good(self) -> int:
        """Rows that would change the portfolio."""
        return self.rows_create + self.rows_update

    @property
    def changes_nothing(self) -> bool:
        """Everything in it stands here already."""
        return not self.rows_good and not self.rows_faulty and bool(self.rows_same)


class Outcome(models.TextChoices):
    """What applying would do with a row."""

    CREATE = "create", "Create"
    UPDATE = "update", "Update"
    SAME = "same", "Leave unchanged"
    FAULT = "fault", "Cannot"


class ImportRow(models.Model):
    """One row of the file as it was understood, against the portfolio as it was then."""

    upload = models.ForeignKey(AssetImport, models.CASCADE, related_name="rows")
    # As the spreadsheet counts its rows.
    number = models.PositiveIntegerField("row")
    outcome = models.CharField(max_length=6, choices=Outcome)
    ref = models.CharField("reference", max_length=80, blank=True)
    name = models.CharField(max_length=200, blank=True)
    # The asset with this reference and its version when the row was judged; empty for a new one.
    asset_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(null=True)
    # Values by our columns: all given ones of a new asset, those that change of a standing one, with what they replace.
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # [{"column", "written", "words"}]: what is wrong with which cell.
    faults = models.JSONField(default=list)
    # The import and the export MPAN that a live asset would carry, and whether it is this row that brings them to it.
    meters = ArrayField(models.CharField(max_length=40), default=list)
    claims_meters = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "number"],
                name="import_row_once",
                violation_error_message="A row is judged once.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values),
                name="import_row_outcome_known",
                violation_error_message="Unknown outcome of a row.",
            ),
        ]
        indexes = [
            models.Index(fields=["upload", "outcome", "number"], name="import_row_by_outcome"),
            models.Index(fields=["upload", "ref"], name="import_row_by_ref"),
        ]

    def __str__(self) -> str:
        return f"Row {self.number}: {self.ref}"
