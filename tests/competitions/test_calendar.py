"""When windows occur."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.rules.calendar import occurrences, weekdays_from_names, weekdays_in_words
from portal.core.periods import LONDON, Period

WEEKDAYS = [1, 2, 3, 4, 5]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_window_occurs_on_its_weekdays_between_two_days_both_included() -> None:
    found = occurrences(time(16, 30), time(18), [1, 3], date(2026, 11, 23), date(2026, 11, 30))
    assert [period.start for period in found] == [
        utc("2026-11-23T16:30"),
        utc("2026-11-25T16:30"),
        utc("2026-11-30T16:30"),
    ]
    assert {period.length for period in found} == {timedelta(minutes=90)}


def test_hours_are_local_so_summer_is_an_hour_earlier_in_utc() -> None:
    (found,) = occurrences(time(17), time(18), WEEKDAYS, date(2026, 7, 1), date(2026, 7, 1))
    assert found == Period(utc("2026-07-01T16:00"), utc("2026-07-01T17:00"))


def test_a_window_over_midnight_belongs_to_the_day_it_starts_on() -> None:
    found = occurrences(time(22), time(2), [1], date(2026, 11, 23), date(2026, 11, 24))
    assert found == [Period(utc("2026-11-23T22:00"), utc("2026-11-24T02:00"))]


def test_a_window_that_ends_at_midnight_ends_with_its_day() -> None:
    (found,) = occurrences(time(20), time(0), [7], date(2026, 11, 29), date(2026, 11, 29))
    assert found == Period(utc("2026-11-29T20:00"), utc("2026-11-30T00:00"))


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 6, 1), 24), (date(2026, 10, 25), 25)]
)
def test_a_whole_day_window_is_as_long_as_the_day(day: date, hours: int) -> None:
    (found,) = occurrences(time(0), time(0), range(1, 8), day, day)
    assert found.hours == hours


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (time(0, 30), time(1, 30), ("2026-03-29T00:30", "2026-03-29T01:00")),
        (time(1, 30), time(3), ("2026-03-29T01:00", "2026-03-29T02:00")),
        (time(0), time(4), ("2026-03-29T00:00", "2026-03-29T03:00")),
    ],
)
def test_the_hour_that_spring_takes_away_is_cut_from_a_window(
    start: time, end: time, expected: tuple[str, str]
) -> None:
    (found,) = occurrences(start, end, [7], date(2026, 3, 29), date(2026, 3, 29))
    assert found == Period(utc(expected[0]), utc(expected[1]))


def test_a_window_that_spring_swallows_does_not_occur() -> None:
    assert occurrences(time(1), time(1, 30), [7], date(2026, 3, 29), date(2026, 3, 29)) == []


def test_the_hour_that_autumn_gives_belongs_to_the_window_around_it() -> None:
    (found,) = occurrences(time(1), time(2), [7], date(2026, 10, 25), date(2026, 10, 25))
    assert found == Period(utc("2026-10-25T00:00"), utc("2026-10-25T02:00"))


def test_days_that_are_left_out_have_no_occurrence() -> None:
    found = occurrences(
        time(17), time(18), WEEKDAYS, date(2026, 12, 24), date(2026, 12, 25), left_out=[date(2026, 12, 25)]
    )
    assert [period.start.date() for period in found] == [date(2026, 12, 24)]


def test_a_range_that_ends_before_it_starts_has_no_occurrence() -> None:
    assert occurrences(time(17), time(18), WEEKDAYS, date(2026, 12, 2), date(2026, 12, 1)) == []


@given(
    start=st.times(),
    end=st.times(),
    weekdays=st.sets(st.integers(1, 7)),
    first=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    days=st.integers(0, 40),
)
def test_occurrences_are_in_order_on_their_weekdays_and_at_most_one_a_day(
    start: time, end: time, weekdays: set[int], first: date, days: int
) -> None:
    start, end = start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    last = first + timedelta(days=days)
    found = occurrences(start, end, weekdays, first, last)
    local = [period.start.astimezone(LONDON).date() for period in found]
    assert local == sorted(set(local))
    assert all(first <= day <= last and day.isoweekday() in weekdays for day in local)
    assert all(timedelta(0) < period.length <= timedelta(hours=25) for period in found)


@pytest.mark.parametrize(
    ("names", "numbers"),
    [(["Monday", "Sunday"], [1, 7]), (["friday ", "WED"], [3, 5]), (["Mon", "Monday"], [1]), ([], [])],
)
def test_weekdays_are_read_by_their_names(names: list[str], numbers: list[int]) -> None:
    assert weekdays_from_names(names) == numbers


def test_a_word_that_is_no_weekday_is_named() -> None:
    with pytest.raises(ValueError, match="'Mittwoch' is no day of the week"):
        weekdays_from_names(["Monday", "Mittwoch"])


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([1, 2, 3, 4, 5], "Mon–Fri"),
        ([1, 2, 3, 4, 5, 6, 7], "Every day"),
        ([6, 7], "Sat–Sun"),
        ([1, 3, 6, 7], "Mon, Wed, Sat–Sun"),
        ([1, 2], "Mon, Tue"),
        ([4], "Thu"),
    ],
)
def test_weekdays_read_as_people_say_them(numbers: list[int], words: str) -> None:
    assert weekdays_in_words(numbers) == words
