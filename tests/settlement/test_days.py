"""Kinds of days and the clock times by which days are compared."""

from datetime import UTC, date, datetime, time

import pytest

from portal.core.periods import Period
from settlement.rules.days import (
    DayType,
    Nation,
    Slot,
    day_type,
    days_touched,
    half_hours_of,
    holiday_name,
    instant_of,
    nation_of_postcode,
    slots_of,
)


@pytest.mark.parametrize(
    ("postcode", "nation"),
    [
        ("EH1 1AA", Nation.SCOTLAND),
        ("g2 1dy", Nation.SCOTLAND),
        ("TD5 7AA", Nation.SCOTLAND),
        ("GL50 1AA", Nation.ENGLAND),
        ("CF10 1EP", Nation.ENGLAND),
        ("BT1 5GS", Nation.NORTHERN_IRELAND),
        ("", Nation.ENGLAND),
    ],
)
def test_a_postcode_tells_whose_bank_holidays_count(postcode: str, nation: Nation) -> None:
    assert nation_of_postcode(postcode) is nation


@pytest.mark.parametrize(
    ("day", "england", "scotland"),
    [
        (date(2026, 1, 2), False, True),
        (date(2026, 4, 6), True, False),
        (date(2026, 8, 3), False, True),
        (date(2026, 8, 31), True, False),
        (date(2026, 11, 30), False, True),
        (date(2026, 12, 25), True, True),
        (date(2026, 12, 28), True, True),
        (date(2026, 11, 23), False, False),
    ],
)
def test_bank_holidays_differ_between_england_and_scotland(day: date, england: bool, scotland: bool) -> None:
    assert bool(holiday_name(day, Nation.ENGLAND)) is england
    assert bool(holiday_name(day, Nation.SCOTLAND)) is scotland


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 23), DayType.WORKING),
        (date(2026, 11, 21), DayType.NON_WORKING),
        (date(2026, 11, 22), DayType.NON_WORKING),
        (date(2026, 12, 25), DayType.NON_WORKING),
    ],
)
def test_working_days_are_monday_to_friday_without_bank_holidays(day: date, kind: DayType) -> None:
    assert day_type(day, Nation.ENGLAND) is kind


@pytest.mark.parametrize(("day", "count"), [(date(2026, 3, 29), 46), (date(2026, 10, 25), 50)])
def test_the_half_hours_of_a_day_follow_its_clocks(day: date, count: int) -> None:
    assert len(half_hours_of(day)) == count


def test_an_event_over_midnight_reaches_into_the_following_day() -> None:
    event = Period(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    assert list(slots_of(event, date(2026, 7, 1)).values()) == [Slot(0, time(23, 30)), Slot(1, time(0, 0))]
    assert days_touched(event) == {date(2026, 7, 1), date(2026, 7, 2)}


def test_the_same_clock_time_is_another_instant_after_the_clock_change() -> None:
    slot = Slot(0, time(17, 0))
    assert instant_of(slot, date(2026, 10, 24)) == datetime(2026, 10, 24, 16, tzinfo=UTC)
    assert instant_of(slot, date(2026, 10, 26)) == datetime(2026, 10, 26, 17, tzinfo=UTC)


def test_a_clock_time_that_comes_twice_is_its_first_and_one_that_is_skipped_is_none() -> None:
    slot = Slot(0, time(1, 30))
    assert instant_of(slot, date(2026, 10, 25)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant_of(slot, date(2026, 3, 29)) is None
