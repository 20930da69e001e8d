"""What would have been without the instruction: candidate days -> choose -> mean -> same-day adjustment.

Energies are kWh of a half-hour, generation positive. Every step is kept so that people can do it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from portal.core.periods import HALF_HOUR, LONDON, Period
from portal.core.units import quantise_kwh
from settlement.rules.days import (
    DayType,
    Nation,
    Slot,
    day_type,
    half_hours_of,
    holiday_name,
    instant_of,
    slots_of,
)
from settlement.rules.methods import Adjustment, Choice, Method, Rank

Series = Mapping[datetime, Decimal]


@dataclass(frozen=True)
class Candidate:
    """A day that was looked at: taken into the mean, or left out for a reason."""

    day: date
    taken: bool
    reason: str = ""
    kwh: Decimal | None = None


@dataclass(frozen=True)
class Adjusted:
    """The same-day adjustment with its arithmetic: the window's half-hours as (start, metered, unadjusted)."""

    per_half_hour: Decimal
    window: tuple[tuple[datetime, Decimal, Decimal], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Baseline:
    """A baseline over an event, or the `problem` that stands in its way."""

    method: Method
    kind: DayType
    days: tuple[Candidate, ...]
    mean: Mapping[datetime, Decimal]
    adjusted: Adjusted | None = None
    problem: str = ""

    def at(self, start: datetime) -> Decimal | None:
        """kWh of an event's half-hour with the adjustment, or None where there is no baseline."""
        if self.problem or start not in self.mean:
            return None
        return self.mean[start] + (self.adjusted.per_half_hour if self.adjusted else Decimal(0))

    @property
    def taken(self) -> list[date]:
        return [candidate.day for candidate in self.days if candidate.taken]


def make_baseline(
    method: Method,
    event: Period,
    series: Series,
    *,
    nation: Nation = Nation.ENGLAND,
    event_days: frozenset[date] = frozenset(),
    around: Period | None = None,
) -> Baseline:
    """The baseline of `series` for `event`; `event_days` are local days with other instructions.

    `around` widens the mean (not the adjustment) to half-hours beside the event, for a picture; half-hours there
    that the chosen days do not have are left out.
    """
    day = event.start.astimezone(LONDON).date()
    kind = day_type(day, nation)
    event_slots = slots_of(event, day)
    looked = candidates(method, day, series, event_slots, nation=nation, event_days=event_days)
    found = sum(candidate.taken for candidate in looked)
    if found < method.wanted(kind):
        words = (
            f"{found} of {method.wanted(kind)} {kind.value}s with complete data in {method.within_days} days"
        )
        return Baseline(method, kind, looked, {}, problem=words)
    chosen = choose(method, looked)
    days = [candidate.day for candidate in chosen if candidate.taken]
    baseline = Baseline(method, kind, chosen, mean_of(days, slots_of(around or event, day), series))
    if method.adjustment is None:
        return baseline
    return replace(baseline, adjusted=adjust(method.adjustment, event, day, days, series))


def candidates(
    method: Method,
    day: date,
    series: Series,
    slots: Mapping[datetime, Slot],
    *,
    nation: Nation,
    event_days: frozenset[date],
) -> tuple[Candidate, ...]:
    """Days before `day`, newest first, until there are enough; each with why it is left out or its energy."""
    kind = day_type(day, nation)
    looked: list[Candidate] = []
    found = 0
    for back in range(1, method.within_days + 1):
        before = day - timedelta(days=back)
        reason = left_out(method, before, kind, nation, event_days) or incomplete(before, series, slots)
        energy = None if reason else rank_energy(method.rank, before, series, slots)
        looked.append(Candidate(before, not reason, reason, energy))
        found += not reason
        if found == method.wanted(kind):
            break
    return tuple(looked)


def left_out(method: Method, day: date, kind: DayType, nation: Nation, event_days: frozenset[date]) -> str:
    """Why the calendar leaves a day out, or ""."""
    holiday = holiday_name(day, nation)
    if holiday and not (method.holidays_count and kind is DayType.NON_WORKING):
        return f"bank holiday: {holiday}"
    if day_type(day, nation) is not kind:
        return "weekend" if kind is DayType.WORKING else "working day"
    return "event day" if day in event_days else ""


def incomplete(day: date, series: Series, slots: Mapping[datetime, Slot]) -> str:
    """Why a day's data leave it out, or "": every half-hour of it and of the event's clock times is needed."""
    starts = half_hours_of(day)
    there = sum(start in series for start in starts)
    if there < len(starts):
        return f"incomplete data: {there} of {len(starts)} half-hours"
    for slot in slots.values():
        instant = instant_of(slot, day)
        if instant is None:
            return f"clock change: {slot.at:%H:%M} does not exist"
        if instant not in series:
            return f"incomplete data: {slot.at:%H:%M} of the following day"
    return ""


def rank_energy(rank: Rank, day: date, series: Series, slots: Mapping[datetime, Slot]) -> Decimal:
    """A complete day's energy in kWh over the event's clock times, or over the whole day."""
    if rank is Rank.DAY:
        return sum((series[start] for start in half_hours_of(day)), Decimal(0))
    instants = (instant_of(slot, day) for slot in slots.values())
    return sum((series[instant] for instant in instants if instant), Decimal(0))


def choose(method: Method, looked: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Drop the days that the method's ranking leaves out, saying why. Equal days: the older one ranks lower."""
    ranked = sorted(
        (candidate for candidate in looked if candidate.taken),
        key=lambda candidate: (candidate.kwh or Decimal(0), candidate.day),
    )
    dropped: dict[date, str] = {}
    if method.choice is Choice.MIDDLE and method.drop:
        dropped |= {candidate.day: "lowest of the days by energy" for candidate in ranked[: method.drop]}
        dropped |= {candidate.day: "highest of the days by energy" for candidate in ranked[-method.drop :]}
    elif method.choice is Choice.HIGHEST:
        # Generation is positive: the days of most load are those of least energy.
        dropped |= {candidate.day: "not among the highest by load" for candidate in ranked[method.keep :]}
    return tuple(
        replace(candidate, taken=False, reason=dropped[candidate.day])
        if candidate.day in dropped
        else candidate
        for candidate in looked
    )


def mean_of(days: Sequence[date], slots: Mapping[datetime, Slot], series: Series) -> dict[datetime, Decimal]:
    """The plain mean of each half-hour over the days, in kWh to six decimals; only where every day has it."""
    means = {}
    for start, slot in slots.items():
        values = [series.get(instant) for day in days if (instant := instant_of(slot, day))]
        present = [value for value in values if value is not None]
        if days and len(present) == len(days):
            means[start] = quantise_kwh(sum(present, Decimal(0)) / len(days))
    return means


def adjust(
    adjustment: Adjustment, event: Period, day: date, days: Sequence[date], series: Series
) -> Adjusted:
    """sum over the window of (metered - unadjusted) / number of its half-hours; nothing where a value is missing."""
    first = min(slots_of(event, day))
    end = first - adjustment.gap
    window = slots_of(Period(end - adjustment.window, end), day)
    unadjusted = mean_of(days, window, series)
    starts = [end - adjustment.window + HALF_HOUR * n for n in range(adjustment.periods)]
    if any(start not in series or start not in unadjusted for start in starts):
        return Adjusted(Decimal(0), note="not adjusted: data are missing in the hours before the event")
    rows = tuple((start, series[start], unadjusted[start]) for start in starts)
    miss = sum((metered - expected for _, metered, expected in rows), Decimal(0))
    return Adjusted(quantise_kwh(miss / adjustment.periods), rows)
