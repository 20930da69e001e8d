"""A competition's life by the clock."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Stage(StrEnum):
    """Where a competition stands, in the words its record serves as `status`."""

    ANNOUNCED = "announced"
    QUALIFICATION_OPEN = "qualification_open"
    QUALIFICATION_CLOSED = "qualification_closed"
    OPEN = "open"
    CLOSED = "closed"
    CONFIRMED = "confirmed"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Timetable:
    """The instants that a competition's stage follows from."""

    qualification_open: datetime
    qualification_closed: datetime
    open: datetime
    closed: datetime
    confirmed: datetime | None = None
    archive_on: date | None = None


def stage_at(timetable: Timetable, now: datetime) -> Stage:
    """The stage at an instant. Each begins at its instant: at `closed` no bid is taken any more."""
    if timetable.archive_on and now.astimezone(LONDON).date() >= timetable.archive_on:
        return Stage.ARCHIVED
    if timetable.confirmed and timetable.confirmed <= now:
        return Stage.CONFIRMED
    begun = [
        (timetable.closed, Stage.CLOSED),
        (timetable.open, Stage.OPEN),
        (timetable.qualification_closed, Stage.QUALIFICATION_CLOSED),
        (timetable.qualification_open, Stage.QUALIFICATION_OPEN),
    ]
    return next((stage for instant, stage in begun if instant <= now), Stage.ANNOUNCED)
