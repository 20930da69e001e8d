"""When mock competitions happen."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from experience.market.rules.timetables import (
    Schedule,
    compressed_schedule,
    daily_schedule,
    needs_instruction,
    quarter_of,
)
from experience.market.rules.windows import window_on


def instants(schedule: Schedule) -> list[datetime]:
    plan = schedule.plan
    found = [
        schedule.qualification_open,
        schedule.qualification_closed,
        schedule.open,
        schedule.closed,
        plan.confirm_due,
        plan.dispatch_due,
        plan.dispatch_respond_by,
        plan.delivery_start,
        plan.delivery_end,
    ]
    return [instant for instant in found if instant]


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2027, 1, 12)])
def test_a_daily_competition_runs_in_order_and_in_london_hours(day: date) -> None:
    schedule = daily_schedule(day)
    assert all(before < after for before, after in pairwise(instants(schedule)))
    assert schedule.closed - schedule.open == timedelta(hours=8, minutes=30)
    opens, closes = window_on(schedule.service_day, schedule.window_start, schedule.window_end)
    assert schedule.plan.delivery_start == opens
    assert schedule.plan.delivery_end is not None
    assert schedule.plan.delivery_end < closes


def test_in_summer_a_daily_competition_opens_at_half_past_seven_utc() -> None:
    assert daily_schedule(date(2026, 7, 1)).open == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("minute", [0, 15, 30, 45])
def test_a_compressed_competition_is_over_within_its_quarter(minute: int) -> None:
    begin = datetime(2026, 7, 1, 22, minute, tzinfo=UTC)
    schedule = compressed_schedule(begin)
    times = instants(schedule)
    assert all(before <= after for before, after in pairwise(times))
    assert (times[0], times[-1]) == (begin, begin + timedelta(minutes=15))
    window = window_on(schedule.service_day, schedule.window_start, schedule.window_end)
    assert window == (begin, begin + timedelta(minutes=15))


def test_the_last_window_of_a_day_ends_at_midnight() -> None:
    schedule = compressed_schedule(datetime(2027, 1, 12, 23, 45, tzinfo=UTC))
    assert (schedule.window_start, schedule.window_end) == (time(23, 45), time(0))
    assert schedule.service_day == date(2027, 1, 12)


def test_quarters_begin_on_the_quarter() -> None:
    assert quarter_of(datetime(2027, 1, 12, 10, 14, 59, 999, tzinfo=UTC)) == datetime(
        2027, 1, 12, 10, tzinfo=UTC
    )
    assert quarter_of(datetime(2027, 1, 12, 10, 15, tzinfo=UTC)) == datetime(2027, 1, 12, 10, 15, tzinfo=UTC)


def test_scheduled_products_are_not_instructed() -> None:
    assert not needs_instruction("Scheduled Utilisation")
    assert not needs_instruction("Peak Reduction")
    assert needs_instruction("Operational Utilisation")
    assert needs_instruction("")
