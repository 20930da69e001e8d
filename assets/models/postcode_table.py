"""Postcode tables as operators of the portal load them, and what became of each."""

import uuid
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from assets.rules.postcode_rows import Kind
from portal.core.models import Stamped

KINDS = {Kind.CODE_POINT_OPEN: "OS Code-Point Open", Kind.ONS_DIRECTORY: "ONS Postcode Directory"}


def stored_name(table: "PostcodeTable", filename: str) -> str:
    """Where an upload is kept until it is loaded, under a name nobody chose."""
    return f"postcodes/{uuid.uuid4().hex}{Path(filename).suffix.lower()[:4]}"


class TableState(models.TextChoices):
    """How far a table got."""

    WAITING = "waiting", "Waiting to be loaded"
    LOADING = "loading", "Being loaded"
    LOADED = "loaded", "Loaded"
    REFUSED = "refused", "Refused"


class PostcodeTableQuerySet(models.QuerySet["PostcodeTable"]):
    def to_load(self) -> Self:
        """Tables whose loading has not ended, the oldest first: a later one replaces an earlier one."""
        return self.filter(state__in=[TableState.WAITING, TableState.LOADING]).order_by("pk")


class PostcodeTable(Stamped):
    """One loading of a published postcode table: it becomes the portal's table as a whole, or nothing changes."""

    name = models.CharField("file", max_length=200)
    # Empty once loading has ended, and where a command reads the file from its own path.
    content = models.FileField(upload_to=stored_name, max_length=200, blank=True)
    size = models.BigIntegerField("size (bytes)", default=0)
    kind = models.CharField(
        max_length=20, blank=True, choices=[(kind.value, words) for kind, words in KINDS.items()]
    )
    keeps_others = models.BooleanField(
        "keep postcodes that it does not name",
        default=False,
        help_text="For a file of one postcode area. Otherwise the file replaces the whole table.",
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    state = models.CharField(max_length=8, choices=TableState, default=TableState.WAITING)
    words = models.TextField("why", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField("loaded (%)", default=0)
    finished_at = models.DateTimeField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_unplaced = models.PositiveIntegerField("rows without a place", default=0)
    rows_unreadable = models.PositiveIntegerField(default=0)
    postcodes = models.PositiveIntegerField("postcodes with a place", default=0)
    postcodes_moved = models.PositiveIntegerField("postcodes new, moved or gone", default=0)
    assets_moved = models.PositiveIntegerField("assets judged again", default=0)

    objects = PostcodeTableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=TableState.values),
                name="postcode_table_state_known",
                violation_error_message="Unknown state of a postcode table.",
            ),
            models.CheckConstraint(
                condition=~Q(state=TableState.REFUSED) | ~Q(words=""),
                name="postcode_table_refused_with_reason",
                violation_error_message="A refusal says why.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether loading has ended, one way or the other."""
        return self.state in {TableState.LOADED, TableState.REFUSED}
