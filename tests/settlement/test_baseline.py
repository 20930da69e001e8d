"""Baselines: the check values of the rules, what leaves a day out, and clock changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.periods import LONDON, Period, local_period
from settlement.rules.baseline import Baseline, Candidate, choose, make_baseline
from settlement.rules.days import DayType, Nation, half_hours_of
from settlement.rules.methods import BL01, BL01_ADJUSTED, MID_8_OF_10, Choice, Method, Rank

EVENT_DAY = date(2026, 7, 1)
Series = dict[datetime, Decimal]


def event_on(day: date, start: time = time(17), end: time = time(18)) -> Period:
    period = local_period(day, start, end)
    assert period is not None
    return period


def history(day: date, kwh: Callable[[date, time], Decimal], days: int = 60) -> Series:
    """`days` whole local days before `day`, each half-hour as `kwh` says of its local day and clock time."""
    series = {}
    for back in range(1, days + 1):
        before = day - timedelta(days=back)
        for start in half_hours_of(before):
            series[start] = kwh(before, start.astimezone(LONDON).time())
    return series


def steady(day: date, at: time) -> Decimal:
    return Decimal("-0.5")


def taken(baseline: Baseline) -> list[date]:
    return baseline.taken


def reasons(baseline: Baseline) -> dict[date, str]:
    return {candidate.day: candidate.reason for candidate in baseline.days if not candidate.taken}


def test_the_same_day_adjustment_of_the_rules() -> None:
    event = event_on(EVENT_DAY)
    series = history(EVENT_DAY, lambda day, at: Decimal("0.50"))
    window = event.start - timedelta(hours=4)
    for n, metered in enumerate(["0.40", "0.40", "0.60", "0.60", "0.80", "0.80"]):
        series[window + timedelta(minutes=30) * n] = Decimal(metered)
    baseline = make_baseline(BL01_ADJUSTED, event, series)
    assert baseline.adjusted is not None
    assert baseline.adjusted.per_half_hour == Decimal("0.10")
    assert [start.astimezone(LONDON).time() for start, _, _ in baseline.adjusted.window] == [
        time(13),
        time(13, 30),
        time(14),
        time(14, 30),
        time(15),
        time(15, 30),
    ]
    assert [baseline.mean[event.start + timedelta(minutes=30) * n] for n in (0, 1)] == [Decimal("0.50")] * 2
    assert [baseline.at(event.start + timedelta(minutes=30) * n) for n in (0, 1)] == [Decimal("0.60")] * 2


def test_mid_8_of_10_of_the_rules() -> None:
    energies = [10, 12, 14, 16, 18, 20, 22, 24, 26, 58]
    series = history(EVENT_DAY, steady)
    recent = make_baseline(MID_8_OF_10, event_on(EVENT_DAY), series)
    for day, energy in zip(
        [one.day for one in recent.days if one.taken or "days by energy" in one.reason], energies, strict=True
    ):
        period = event_on(day)
        series[period.start] = Decimal(energy)
        series[period.start + timedelta(minutes=30)] = Decimal(0)
    baseline = make_baseline(MID_8_OF_10, event_on(EVENT_DAY), series)
    assert baseline.mean[event_on(EVENT_DAY).start] == Decimal("19.0")
    assert sorted(one.kwh for one in baseline.days if one.taken and one.kwh is not None)[0] == 12
    assert {reason for reason in reasons(baseline).values() if "energy" in reason} == {
        "lowest of the days by energy",
        "highest of the days by energy",
    }


def test_bl01_takes_the_ten_most_recent_working_days() -> None:
    baseline = make_baseline(BL01, event_on(EVENT_DAY), history(EVENT_DAY, steady))
    assert taken(baseline)[0] == date(2026, 6, 30)
    assert len(taken(baseline)) == 10
    assert taken(baseline)[-1] == date(2026, 6, 17)
    assert reasons(baseline)[date(2026, 6, 28)] == "weekend"


def test_bl01_takes_the_four_most_recent_days_without_work_for_a_weekend() -> None:
    saturday = date(2026, 7, 4)
    baseline = make_baseline(BL01, event_on(saturday), history(saturday, steady))
    assert taken(baseline) == [date(2026, 6, 28), date(2026, 6, 27), date(2026, 6, 21), date(2026, 6, 20)]
    assert reasons(baseline)[date(2026, 7, 3)] == "working day"


def test_a_bank_holiday_is_left_out_of_working_days_and_serves_as_a_day_without_work() -> None:
    working = date(2026, 9, 2)
    left_out = reasons(make_baseline(BL01, event_on(working), history(working, steady)))
    assert left_out[date(2026, 8, 31)] == "bank holiday: Late Summer Bank Holiday"
    saturday = date(2026, 9, 5)
    assert date(2026, 8, 31) in taken(make_baseline(BL01, event_on(saturday), history(saturday, steady)))
    middle = make_baseline(MID_8_OF_10, event_on(saturday), history(saturday, steady))
    assert reasons(middle)[date(2026, 8, 31)] == "bank holiday: Late Summer Bank Holiday"


def test_scotland_keeps_its_own_bank_holidays() -> None:
    day = date(2026, 9, 2)
    scottish = make_baseline(BL01, event_on(day), history(day, steady), nation=Nation.SCOTLAND)
    assert date(2026, 8, 31) in taken(scottish)


def test_event_days_are_left_out() -> None:
    other = date(2026, 6, 30)
    baseline = make_baseline(
        BL01, event_on(EVENT_DAY), history(EVENT_DAY, steady), event_days=frozenset({other})
    )
    assert reasons(baseline)[other] == "event day"
    assert len(taken(baseline)) == 10


def test_a_day_with_a_half_hour_missing_is_left_out_and_says_how_many() -> None:
    series = history(EVENT_DAY, steady)
    del series[half_hours_of(date(2026, 6, 30))[3]]
    baseline = make_baseline(BL01, event_on(EVENT_DAY), series)
    assert reasons(baseline)[date(2026, 6, 30)] == "incomplete data: 47 of 48 half-hours"


def test_with_too_few_days_there_is_no_baseline_but_a_problem() -> None:
    baseline = make_baseline(BL01, event_on(EVENT_DAY), history(EVENT_DAY, steady, days=9))
    assert baseline.problem == "7 of 10 working days with complete data in 60 days"
    assert baseline.at(event_on(EVENT_DAY).start) is None


def test_no_day_beyond_the_reach_is_looked_at() -> None:
    baseline = make_baseline(BL01, event_on(EVENT_DAY), {})
    assert len(baseline.days) == 60
    assert baseline.days[-1].day == EVENT_DAY - timedelta(days=60)


def test_days_are_compared_by_the_clock_on_the_wall_across_a_clock_change() -> None:
    day = date(2026, 10, 28)
    series = history(day, lambda _, at: Decimal(100) if at == time(17) else Decimal(1))
    baseline = make_baseline(BL01, event_on(day), series)
    assert [baseline.mean[start] for start in sorted(baseline.mean)] == [Decimal(100), Decimal(1)]


def test_a_sunday_on_which_the_clock_time_does_not_exist_is_left_out() -> None:
    day = date(2026, 4, 4)
    event = event_on(day, time(1, 30), time(2))
    baseline = make_baseline(BL01, event, history(day, steady))
    assert reasons(baseline)[date(2026, 3, 29)] == "clock change: 01:30 does not exist"


@pytest.mark.parametrize("fold", [0, 1])
def test_both_halves_of_a_repeated_hour_have_the_same_clock_time_as_their_baseline(fold: int) -> None:
    day = date(2026, 10, 25)
    start = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=fold).astimezone(UTC)
    series = history(day, lambda _, at: Decimal(7) if at == time(1, 30) else Decimal(0))
    baseline = make_baseline(BL01, Period(start, start + timedelta(minutes=30)), series)
    assert baseline.mean == {start: Decimal(7)}


def test_an_event_over_midnight_needs_the_following_mornings() -> None:
    event = Period(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    series = history(EVENT_DAY, lambda _, at: Decimal(3) if at == time(0) else Decimal(1))
    baseline = make_baseline(BL01, event, series)
    assert reasons(baseline)[date(2026, 6, 30)] == "incomplete data: 00:00 of the following day"
    assert [baseline.mean[start] for start in sorted(baseline.mean)] == [Decimal(1), Decimal(3)]


def test_without_data_before_the_event_nothing_is_adjusted_and_it_is_said() -> None:
    baseline = make_baseline(BL01_ADJUSTED, event_on(EVENT_DAY), history(EVENT_DAY, steady))
    assert baseline.adjusted is not None
    assert "data are missing" in baseline.adjusted.note
    assert baseline.at(event_on(EVENT_DAY).start) == Decimal("-0.5")


def test_the_picture_around_an_event_does_not_change_the_baseline() -> None:
    event, series = event_on(EVENT_DAY), history(EVENT_DAY, steady)
    around = Period(event.start - timedelta(hours=3), event.end + timedelta(hours=2))
    wide = make_baseline(BL01, event, series, around=around)
    assert len(wide.mean) == 12
    assert wide.days == make_baseline(BL01, event, series).days


def test_the_highest_days_are_those_of_most_load() -> None:
    method = Method("high-2", "High 2 of 3", "", 3, 3, 60, Choice.HIGHEST, Rank.DAY, keep=2)
    looked = [
        Candidate(date(2026, 6, n), True, kwh=Decimal(kwh)) for n, kwh in ((1, "-10"), (2, "-30"), (3, "-20"))
    ]
    assert [one.day.day for one in choose(method, looked) if one.taken] == [2, 3]


def test_the_whole_day_may_rank_days() -> None:
    method = Method("mid", "Middle", "", 3, 3, 60, Choice.MIDDLE, Rank.DAY, drop=1)
    series = history(EVENT_DAY, lambda day, at: Decimal(day.day))
    baseline = make_baseline(method, event_on(EVENT_DAY), series)
    assert baseline.kind is DayType.WORKING
    assert taken(baseline) == [date(2026, 6, 29)]
    assert [one.kwh for one in baseline.days if one.taken] == [Decimal(29 * 48)]


@given(st.lists(st.decimals(-500, 500, places=3), min_size=10, max_size=10))
def test_a_mean_lies_between_its_days_and_ten_equal_days_are_their_own_mean(values: list[Decimal]) -> None:
    series = history(EVENT_DAY, steady, days=16)
    event = event_on(EVENT_DAY)
    days = make_baseline(BL01, event, series).taken
    for day, value in zip(days, values, strict=True):
        series[event_on(day).start] = value
    mean = make_baseline(BL01, event, series).mean[event.start]
    assert min(values) <= mean <= max(values)
    assert abs(mean * 10 - sum(values)) <= Decimal("0.000005")


@given(st.lists(st.decimals(-50, 50, places=3), min_size=6, max_size=6))
def test_the_adjustment_makes_the_baseline_meet_the_window_on_average(values: list[Decimal]) -> None:
    series = history(EVENT_DAY, steady, days=16)
    event = event_on(EVENT_DAY)
    for n, value in enumerate(values):
        series[event.start - timedelta(hours=4) + timedelta(minutes=30) * n] = value
    baseline = make_baseline(BL01_ADJUSTED, event, series)
    assert baseline.adjusted is not None
    window = baseline.adjusted.window
    adjusted = sum(unadjusted + baseline.adjusted.per_half_hour for _, _, unadjusted in window)
    assert abs(adjusted - sum(values)) <= Decimal("0.000003")
