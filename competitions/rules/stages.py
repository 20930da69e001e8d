"""Where a competition stands by the clock."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.core.periods import LONDON, local_day


class Stage(StrEnum):
    """The stages of a competition in their order. A competition may skip some."""

    ANNOUNCED = "announced"
    QUALIFICATION = "qualification"
    QUALIFICATION_CLOSED = "qualification_closed"
    BIDDING = "bidding"
    CLOSED = "closed"
    CONFIRMED = "confirmed"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Stage.ANNOUNCED: "Announced",
    Stage.QUALIFICATION: "Qualification open",
    Stage.QUALIFICATION_CLOSED: "Qualification closed",
    Stage.BIDDING: "Bidding open",
    Stage.CLOSED: "Bidding closed",
    Stage.CONFIRMED: "Confirmed",
    Stage.ARCHIVED: "Archived",
}

# What happens at the end of a stage, as it reads before a countdown.
STARTS = {
    Stage.QUALIFICATION: "qualification opens",
    Stage.QUALIFICATION_CLOSED: "qualification closes",
    Stage.BIDDING: "bidding opens",
    Stage.CLOSED: "bidding closes",
    Stage.CONFIRMED: "results",
    Stage.ARCHIVED: "archived",
}


@dataclass(frozen=True)
class Instants:
    """When each stage of a competition starts, where Piclo says so. `archive_on` is a local day."""

    qualification_open_at: datetime | None = None
    qualification_closed_at: datetime | None = None
    open_at: datetime | None = None
    closed_at: datetime | None = None
    confirmed_at: datetime | None = None
    archive_on: date | None = None


@dataclass(frozen=True)
class StageNow:
    """A stage, and the next boundary that is known (both None where nothing more is)."""

    stage: Stage
    until: datetime | None
    then: Stage | None

    @property
    def what_happens(self) -> str:
        """The next boundary in words: "bidding closes"."""
        return STARTS[self.then] if self.then else ""


def starts(instants: Instants, zone: ZoneInfo = LONDON) -> dict[Stage, datetime | None]:
    """When each stage after the first starts."""
    archived = local_day(instants.archive_on, zone).start if instants.archive_on else None
    return {
        Stage.QUALIFICATION: instants.qualification_open_at,
        Stage.QUALIFICATION_CLOSED: instants.qualification_closed_at,
        Stage.BIDDING: instants.open_at,
        Stage.CLOSED: instants.closed_at,
        Stage.CONFIRMED: instants.confirmed_at,
        Stage.ARCHIVED: archived,
    }


def stage_at(instants: Instants, now: datetime) -> StageNow:
    """The last stage in order that has started, with the nearest later boundary.

    A stage holds from its instant on: at `closed_at` itself bidding is closed.
    """
    boundaries = starts(instants)
    stage = Stage.ANNOUNCED
    for candidate, start in boundaries.items():
        if start is not None and start <= now:
            stage = candidate
    order = list(Stage)
    ahead = [
        (start, order.index(later), later)
        for later, start in boundaries.items()
        if start is not None and start > now and order.index(later) > order.index(stage)
    ]
    until, _, then = min(ahead, default=(None, 0, None))
    return StageNow(stage, until, then)
