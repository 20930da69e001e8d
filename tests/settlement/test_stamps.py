"""Times as files write them, and what clock changes make of them."""

from datetime import UTC, date, datetime, time

import pytest

from settlement.rules.conventions import PRESETS, Convention, Sign, Stamp, Unit, Zone
from settlement.rules.stamps import (
    NotATime,
    instants_of,
    missing_words,
    parse_stamp,
    period_words,
    twice_words,
    wall_instants,
)

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-01T17:30",
        "2026-07-01 17:30",
        "2026-07-01 17:30:00",
        "2026-07-01T17:30:00.000",
        "01/07/2026 17:30",
        "1/7/2026 17:30:00",
    ],
)
def test_common_ways_to_write_a_local_time_are_understood(text: str) -> None:
    assert parse_stamp(text) == datetime(2026, 7, 1, 17, 30)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    ["2026-07-01T16:30Z", "2026-07-01T17:30+01:00", "2026-07-01 17:30 +0100", "2026-07-01T12:00-04:30"],
)
def test_a_written_offset_is_kept(text: str) -> None:
    assert parse_stamp(text).astimezone(UTC) == datetime(2026, 7, 1, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-07-01",
        "17:30",
        "01.07.2026 17:30",
        "2026-13-01 17:30",
        "2026-02-30 10:00",
        "2026-07-01 24:00",
        "x",
    ],
)
def test_anything_else_is_no_time(text: str) -> None:
    with pytest.raises(NotATime):
        parse_stamp(text)


def test_a_british_date_begins_with_the_day() -> None:
    assert parse_stamp("03/04/2026 10:00").month == 4


@pytest.mark.parametrize(
    ("day", "at", "instants"),
    [
        (SPRING, time(0, 30), [datetime(2026, 3, 29, 0, 30, tzinfo=UTC)]),
        (SPRING, time(1, 0), []),
        (SPRING, time(1, 30), []),
        (SPRING, time(2, 0), [datetime(2026, 3, 29, 1, 0, tzinfo=UTC)]),
        (AUTUMN, time(0, 30), [datetime(2026, 10, 24, 23, 30, tzinfo=UTC)]),
        (AUTUMN, time(1, 0), [datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]),
        (
            AUTUMN,
            time(1, 30),
            [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)],
        ),
        (AUTUMN, time(2, 0), [datetime(2026, 10, 25, 2, 0, tzinfo=UTC)]),
        (date(2026, 7, 1), time(17, 0), [datetime(2026, 7, 1, 16, 0, tzinfo=UTC)]),
    ],
)
def test_clocks_show_a_time_never_once_or_twice(day: date, at: time, instants: list[datetime]) -> None:
    assert list(wall_instants(day, at)) == instants


def test_the_offset_of_the_files_own_zone_settles_an_hour_that_comes_twice() -> None:
    second = parse_stamp("2026-10-25T01:30+00:00")
    assert instants_of(second, Zone.LONDON) == (datetime(2026, 10, 25, 1, 30, tzinfo=UTC),)


@pytest.mark.parametrize(
    ("text", "zone"), [("2026-07-01T16:30Z", Zone.LONDON), ("2026-07-01T16:30+01:00", Zone.UTC)]
)
def test_an_offset_that_contradicts_the_files_zone_is_told(text: str, zone: Zone) -> None:
    with pytest.raises(NotATime, match="said to be in"):
        instants_of(parse_stamp(text), zone)


def test_a_reading_of_flexible_power_ends_where_the_rules_say() -> None:
    flexible_power = PRESETS[0].convention
    (instant,) = instants_of(parse_stamp("2026-07-01T16:30Z"), flexible_power.zone)
    assert period_words(flexible_power.start_of(instant)) == "17:00–17:30 London, 1 July 2026"


def test_a_skipped_hour_is_explained() -> None:
    ending = Convention(Zone.LONDON, Stamp.END, Sign.GENERATION, Unit.KWH)
    words = missing_words(datetime(2026, 3, 29, 1, 0), ending)  # noqa: DTZ001
    assert words.startswith("01:00 does not exist on 29 March 2026 in London")
    assert words.endswith("The half-hour that ends there is written 02:00.")
    assert "written" not in missing_words(datetime(2026, 3, 29, 1, 30), ending)  # noqa: DTZ001


def test_an_hour_that_comes_twice_is_explained() -> None:
    assert "01:30 occurs twice on 25 October 2026" in twice_words(datetime(2026, 10, 25, 1, 30))  # noqa: DTZ001
