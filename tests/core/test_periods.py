"""Periods, local days and half-hours, above all on the two days when clocks change."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.periods import (
    HALF_HOUR,
    Period,
    local_day,
    local_period,
    settlement_period_start,
    settlement_periods,
)

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
PERIODS = st.builds(
    lambda start, minutes: Period(start, start + timedelta(minutes=minutes)), INSTANTS, st.integers(1, 5_000)
)


def minutes(start: int, end: int) -> Period:
    return Period(NOON + timedelta(minutes=start), NOON + timedelta(minutes=end))


def test_a_period_needs_aware_instants() -> None:
    with pytest.raises(ValueError, match="aware"):
        Period(datetime(2026, 7, 1), datetime(2026, 7, 2))  # noqa: DTZ001


@pytest.mark.parametrize("end", [0, -30])
def test_a_period_must_end_after_it_starts(end: int) -> None:
    with pytest.raises(ValueError, match="must end after"):
        minutes(0, end)


def test_a_period_holds_its_start_but_not_its_end() -> None:
    period = minutes(0, 30)
    assert period.contains(period.start)
    assert not period.contains(period.end)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ((0, 60), (30, 90), (30, 60)),
        ((0, 60), (10, 20), (10, 20)),
        ((0, 30), (30, 60), None),
        ((0, 30), (40, 60), None),
    ],
)
def test_an_overlap_is_what_both_share(
    one: tuple[int, int], other: tuple[int, int], shared: tuple[int, int] | None
) -> None:
    expected = minutes(*shared) if shared else None
    assert minutes(*one).overlap(minutes(*other)) == expected
    assert minutes(*other).overlap(minutes(*one)) == expected


@pytest.mark.parametrize(
    ("day", "half_hours"),
    [(date(2026, 3, 29), 46), (date(2026, 10, 25), 50), (date(2026, 7, 1), 48), (date(2026, 12, 25), 48)],
)
def test_a_london_day_has_as_many_half_hours_as_its_clocks_show(day: date, half_hours: int) -> None:
    assert len(settlement_periods(local_day(day))) == half_hours
    assert local_day(day).hours == Decimal(half_hours) / 2


def test_the_calendars_last_day_has_an_end() -> None:
    assert local_day(date.max).end.date() == date.max


def test_a_summer_day_starts_an_hour_before_utc_midnight() -> None:
    assert local_day(date(2026, 7, 1)).start == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert local_day(date(2026, 7, 1), ZoneInfo("UTC")).start == datetime(2026, 7, 1, tzinfo=UTC)


def test_settlement_periods_cover_partial_half_hours_whole() -> None:
    periods = settlement_periods(minutes(10, 70))
    assert [period.start for period in periods] == [NOON, NOON + HALF_HOUR, NOON + 2 * HALF_HOUR]
    assert all(period.length == HALF_HOUR for period in periods)


def test_an_instant_on_the_boundary_begins_its_half_hour() -> None:
    assert settlement_period_start(NOON) == NOON
    assert settlement_period_start(NOON + timedelta(minutes=29, seconds=59)) == NOON


@pytest.mark.parametrize(
    ("day", "start", "end", "hours"),
    [
        (date(2026, 7, 1), time(17), time(18), Decimal(1)),
        (date(2026, 7, 1), time(23), time(1), Decimal(2)),
        (date(2026, 3, 29), time(0, 30), time(2, 30), Decimal(1)),
        (date(2026, 10, 25), time(0, 30), time(2, 30), Decimal(3)),
    ],
)
def test_local_hours_are_as_long_as_the_clock_change_makes_them(
    day: date, start: time, end: time, hours: Decimal
) -> None:
    period = local_period(day, start, end)
    assert period is not None
    assert period.hours == hours


def test_local_hours_that_the_clock_change_skips_are_nothing() -> None:
    assert local_period(date(2026, 3, 29), time(1), time(2)) is None


@given(PERIODS, st.integers(1, 600))
def test_splitting_a_period_loses_no_time(period: Period, step: int) -> None:
    parts = list(period.split(timedelta(minutes=step)))
    assert parts[0].start == period.start
    assert parts[-1].end == period.end
    assert all(one.end == following.start for one, following in itertools.pairwise(parts))
    assert sum((part.length for part in parts), timedelta()) == period.length


@given(PERIODS)
def test_the_half_hours_of_a_period_hold_all_of_it(period: Period) -> None:
    shared = [part.overlap(period) for part in settlement_periods(period)]
    assert all(shared)
    assert sum((part.length for part in shared if part), timedelta()) == period.length


@given(PERIODS, PERIODS)
def test_an_overlap_is_never_longer_than_either(one: Period, other: Period) -> None:
    shared = one.overlap(other)
    assert shared is None or (shared.length <= min(one.length, other.length) and one.contains(shared.start))
