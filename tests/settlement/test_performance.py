"""What was delivered of what was instructed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.periods import Period
from settlement.rules.performance import (
    Direction,
    PerformanceFactor,
    PointSeries,
    delivered_energy,
    intervals_of,
    share,
)

START = datetime(2026, 7, 1, 16, tzinfo=UTC)
HALF = timedelta(minutes=30)
ENERGY = st.decimals(-100, 100, places=3)


def point(metered: list[str], baseline: list[str], name: str = "A") -> PointSeries:
    def series(values: list[str]) -> dict[datetime, Decimal]:
        return {START + HALF * n: Decimal(value) for n, value in enumerate(values) if value}

    return PointSeries(name, series(metered), series(baseline))


def event(minutes: int = 60, after: int = 0) -> Period:
    return Period(START + timedelta(minutes=after), START + timedelta(minutes=minutes))


def test_the_turn_down_of_the_rules_delivers_nine_tenths_of_a_kilowatt_hour() -> None:
    load = point(["-0.10", "-0.20"], ["-0.60", "-0.60"])
    intervals = intervals_of(event(), Decimal("0.001"), Direction.EXPORT, [load])
    assert [interval.delivered for interval in intervals] == [Decimal("0.50"), Decimal("0.40")]
    assert sum(interval.delivered for interval in intervals) == Decimal("0.90")


def test_more_load_is_delivered_in_the_import_direction() -> None:
    assert delivered_energy(Decimal("-0.9"), Decimal("-0.5"), Direction.IMPORT) == Decimal("0.4")
    assert delivered_energy(Decimal("-0.9"), Decimal("-0.5"), Direction.EXPORT) == 0


def test_partial_half_hours_are_instructed_for_the_minutes_they_share() -> None:
    intervals = intervals_of(event(75, after=20), Decimal(1), Direction.EXPORT, [point([], [])])
    assert [interval.instructed for interval in intervals] == [
        Decimal("166.666667"),
        Decimal(500),
        Decimal(250),
    ]
    assert [interval.hours * 60 for interval in intervals][1:] == [30, 15]


def test_what_is_delivered_beyond_the_instruction_is_paid_only_where_the_rules_say_so() -> None:
    generous = point(["800"], ["0"])
    held = intervals_of(event(30), Decimal(1), Direction.EXPORT, [generous])
    free = intervals_of(event(30), Decimal(1), Direction.EXPORT, [generous], over_delivery_paid=True)
    assert (held[0].delivered, held[0].paid) == (800, 500)
    assert free[0].paid == 800


def test_one_assets_rise_is_set_against_anothers_fall() -> None:
    points = [point(["10"], ["0"], "A"), point(["-4"], ["0"], "B")]
    (interval,) = intervals_of(event(30), Decimal(1), Direction.EXPORT, points)
    assert interval.delivered == 6


@pytest.mark.parametrize(
    "missing", [point([""], ["5"], "B"), point(["90"], [""], "B")], ids=["metering", "baseline"]
)
def test_a_point_without_metering_or_baseline_delivers_nothing(missing: PointSeries) -> None:
    (interval,) = intervals_of(event(30), Decimal(1), Direction.EXPORT, [point(["10"], ["0"]), missing])
    assert (interval.points, interval.counted, interval.delivered) == (2, 1, 10)


@pytest.mark.parametrize(
    ("percent", "factor"),
    [
        ("100", "1"),
        ("95", "1"),
        ("94", "0.97"),
        ("92", "0.91"),
        ("90", "0.85"),
        ("85", "0.70"),
        ("80", "0.55"),
        ("70", "0.25"),
        ("64", "0.07"),
        ("63", "0"),
        ("50", "0"),
        ("0", "0"),
    ],
)
def test_the_monthly_performance_factor_of_the_rules(percent: str, factor: str) -> None:
    assert PerformanceFactor().of(Decimal(percent)) == Decimal(factor)


def test_a_steeper_slope_never_makes_the_factor_negative() -> None:
    assert PerformanceFactor(slope=Decimal(10), cut_off=Decimal(0)).of(Decimal(50)) == 0


def test_a_share_of_nothing_is_nothing() -> None:
    assert share(Decimal(5), Decimal(0)) == 0
    assert share(Decimal(1), Decimal(3)) == Decimal("0.333333")


@given(st.integers(0, 40), st.integers(1, 200), st.decimals("0.001", 50, places=3))
def test_instructed_energy_is_capacity_times_time_however_half_hours_fall(
    after: int, length: int, capacity: Decimal
) -> None:
    intervals = intervals_of(event(after + length, after), capacity, Direction.EXPORT, [])
    instructed = sum(interval.instructed for interval in intervals)
    exact = capacity * 1000 * length / 60
    assert abs(instructed - exact) <= Decimal("0.000001") * len(intervals)
    assert sum(interval.hours for interval in intervals) * 60 == pytest.approx(length)


@given(ENERGY, ENERGY, st.sampled_from(Direction))
def test_paid_energy_is_never_more_than_delivered_or_instructed(
    metered: Decimal, baseline: Decimal, direction: Direction
) -> None:
    (interval,) = intervals_of(
        event(30), Decimal("0.05"), direction, [point([str(metered)], [str(baseline)])]
    )
    assert 0 <= interval.paid <= min(interval.delivered, interval.instructed)


@given(ENERGY, ENERGY)
def test_what_is_delivered_one_way_is_not_delivered_the_other(metered: Decimal, baseline: Decimal) -> None:
    export = delivered_energy(metered, baseline, Direction.EXPORT)
    imported = delivered_energy(metered, baseline, Direction.IMPORT)
    assert export - imported == metered - baseline
    assert not (export and imported)
