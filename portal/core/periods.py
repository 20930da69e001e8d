"""Periods of time: half-open, aware, in UTC. Local days are derived late, with the market's zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from portal.core.units import hours_of

LONDON = ZoneInfo("Europe/London")
HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, order=True)
class Period:
    """The instants from `start` up to but without `end`. Raises ValueError for naive or reversed instants."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a period needs aware instants")
        if self.end <= self.start:
            raise ValueError("a period must end after it starts")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def hours(self) -> Decimal:
        return hours_of(self.length)

    def contains(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def overlap(self, other: "Period") -> "Period | None":
        """The part that both share, or None where they only touch or stand apart."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def split(self, step: timedelta) -> Iterator["Period"]:
        """Consecutive parts of `step` from the start; the last one may be shorter."""
        start = self.start
        while start < self.end:
            yield Period(start, min(start + step, self.end))
            start += step


def local_day(day: date, zone: ZoneInfo = LONDON) -> Period:
    """A calendar day in `zone`: 46, 48 or 50 half-hours long."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    if day == date.max:
        return Period(start, datetime.max.replace(tzinfo=UTC))
    return Period(start, datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC))


def settlement_period_start(instant: datetime) -> datetime:
    """The start of the half-hour that holds `instant`. Half-hours align with the clock in every UK offset."""
    instant = instant.astimezone(UTC)
    return instant.replace(minute=instant.minute // 30 * 30, second=0, microsecond=0)


def settlement_periods(period: Period) -> list[Period]:
    """Every whole half-hour that shares an instant with `period`, in order."""
    start = settlement_period_start(period.start)
    whole = Period(start, max(period.end, start + HALF_HOUR))
    return [Period(part.start, part.start + HALF_HOUR) for part in whole.split(HALF_HOUR)]


def local_period(day: date, start: time, end: time, zone: ZoneInfo = LONDON) -> Period | None:
    """The period from local `start` to local `end` on `day`; an `end` at or before `start` is on the next day.

    Returns None where the clock change leaves nothing of it (01:00 to 01:30 on the last Sunday of March).
    """
    last_day = day if end > start else day + timedelta(days=1)
    first, last = local_instant(day, start, zone), local_instant(last_day, end, zone)
    return Period(first, last) if first < last else None


def local_instant(day: date, at: time, zone: ZoneInfo = LONDON) -> datetime:
    """The instant of a local time, in UTC: the first of two in autumn.

    A time that spring leaves out (01:30 on the last Sunday of March) is the instant at which the clocks go forward.
    """
    local = datetime.combine(day, at, zone)
    late, early = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if late.astimezone(zone).time() == at:
        return late
    summer = late.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        early, late = (early, middle) if middle.astimezone(zone).utcoffset() == summer else (middle, late)
    return late.replace(microsecond=0)
