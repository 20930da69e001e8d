"""What an import would do, as its page shows it."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from assets.models import AssetImport, ImportRow, Outcome
from assets.rules.kept import from_kept
from assets.rules.rows import summary
from assets.rules.said import heading_of, said
from portal.core.states import State, Tint

TINTS = {
    Outcome.CREATE: Tint.GOOD,
    Outcome.UPDATE: Tint.RUN,
    Outcome.SAME: Tint.IDLE,
    Outcome.FAULT: Tint.BAD,
}
ALL = "all"


@dataclass(frozen=True)
class Detail:
    """One field of a row: what is wrong with it, or what it becomes."""

    label: str
    written: str = ""
    words: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Tab:
    """One outcome with its number of rows."""

    label: str
    link: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Preview:
    """The rows of an import, of one outcome or all; those with faults first where there are any."""

    upload: AssetImport
    wanted: str = ""

    @property
    def outcome(self) -> str:
        if self.wanted in Outcome.values or self.wanted == ALL:
            return self.wanted
        return Outcome.FAULT if self.upload.rows_faulty else ALL

    @cached_property
    def rows(self) -> "QuerySet[ImportRow]":
        rows = self.upload.rows.all()
        return rows if self.outcome == ALL else rows.filter(outcome=self.outcome)

    @cached_property
    def are_forgotten(self) -> bool:
        """Whether its rows were dropped some time after it ended."""
        return bool(self.upload.ended_at and self.upload.rows_read) and not self.upload.rows.exists()

    @property
    def tabs(self) -> list[Tab]:
        """The outcomes that there are."""
        counts = {
            Outcome.FAULT: self.upload.rows_faulty,
            Outcome.CREATE: self.upload.rows_create,
            Outcome.UPDATE: self.upload.rows_update,
            Outcome.SAME: self.upload.rows_same,
        }
        tabs = [
            Tab(outcome.label, f"?outcome={outcome}", n, outcome == self.outcome)
            for outcome, n in counts.items()
            if n
        ]
        return [*tabs, Tab("All rows", f"?outcome={ALL}", self.upload.rows_read, self.outcome == ALL)]


def outcome_shown(row: ImportRow) -> State:
    """What applying does with a row, as a word with a colour."""
    outcome = Outcome(row.outcome)
    return State(outcome.label, TINTS[outcome])


def details_of(row: ImportRow) -> list[Detail]:
    """A row's faults, or its fields before and after."""
    if row.outcome == Outcome.FAULT:
        return [
            Detail(heading_of(fault["column"]), written=fault["written"], words=fault["words"])
            for fault in row.faults
        ]
    return [
        Detail(heading_of(name), before=said(name, row.before[name]), after=said(name, value))
        for name, value in row.values.items()
        if name in row.before
    ]


def summary_of(row: ImportRow) -> str:
    """A new asset in one line."""
    return summary(from_kept(row.values)) if row.outcome == Outcome.CREATE else ""


def twin_of(upload: AssetImport) -> AssetImport | None:
    """The same bytes as they were uploaded before, if they were."""
    twins = AssetImport.objects.filter(organisation_id=upload.organisation_id, digest=upload.digest)
    return twins.filter(pk__lt=upload.pk).order_by("pk").first()
