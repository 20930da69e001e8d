"""Lines -> half-hours: every fault on its own, and the hours in which clocks change."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.periods import HALF_HOUR
from settlement.rules.conventions import Convention, Sign, Stamp, Unit, Zone
from settlement.rules.readings import (
    KEPT_FAULTS,
    Understanding,
    heading_fault,
    normal_meter,
    understand,
)
from settlement.rules.tables import Row, find_heading

NOW = datetime(2026, 11, 23, 15, 41, 20, tzinfo=UTC)
MPAN = "1012345678901"
UTC_END = Convention(Zone.UTC, Stamp.END, Sign.GENERATION, Unit.KWH)
LONDON_START = Convention(Zone.LONDON, Stamp.START, Sign.GENERATION, Unit.KWH)
LONDON_END = Convention(Zone.LONDON, Stamp.END, Sign.GENERATION, Unit.KWH)


def reading(
    *lines: tuple[str, str] | tuple[str, str, str], convention: Convention = UTC_END
) -> Understanding:
    """What (time, value) or (meter, time, value) lines say, numbered from 2."""
    rows = [
        Row(number, *(line if len(line) == 3 else (MPAN, *line)))
        for number, line in enumerate(lines, start=2)
    ]
    return understand(rows, convention=convention, known={MPAN: MPAN, "BATT-1": "BATT-1"}, now=NOW)


def starts(result: Understanding) -> list[str]:
    return [f"{one.start:%Y-%m-%d %H:%M}" for one in result.readings]


def test_a_line_becomes_a_utc_half_hour_of_energy() -> None:
    result = reading(("2026-07-01T16:30Z", "12.5"))
    assert result.fault_count == 0
    assert result.readings == [(MPAN, datetime(2026, 7, 1, 16, tzinfo=UTC), Decimal("12.5"))]


def test_meters_are_compared_without_spaces_and_case() -> None:
    assert normal_meter(" 10 1234 567 8901 ") == "1012345678901"
    assert reading(("batt-1", "2026-07-01T16:30Z", "1")).readings[0].meter == "BATT-1"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("9999", "2026-07-01T16:30Z", "1"), "“9999” is neither an MPAN nor a reference of your assets."),
        (("", "2026-07-01T16:30Z", "1"), "The meter is missing."),
        (("1.01235E+12", "2026-07-01T16:30Z", "1"), "a spreadsheet has shortened"),
        ((MPAN, "yesterday", "1"), "is not a date and time"),
        ((MPAN, "2026-02-30 10:00", "1"), "no date and time of the calendar"),
        ((MPAN, "2026-07-01T16:45Z", "1"), "not on the hour or the half-hour"),
        ((MPAN, "2026-07-01T16:30:01Z", "1"), "not on the hour or the half-hour"),
        ((MPAN, "2026-11-23T16:00Z", "1"), "15:30–16:00 London, 23 November 2026 is not over yet"),
        (
            (MPAN, "2026-07-01T17:30+01:00", "1"),
            "carries the offset +0100, but the file is said to be in UTC",
        ),
        ((MPAN, "2026-07-01T16:30Z", ""), "The value is missing."),
        ((MPAN, "2026-07-01T16:30Z", "n/a"), "“n/a” is not a number."),
        ((MPAN, "2026-07-01T16:30Z", "NaN"), "“NaN” is not a number."),
        ((MPAN, "2026-07-01T16:30Z", "1,5"), "has a comma"),
        ((MPAN, "2026-07-01T16:30Z", "1e12"), "too large"),
    ],
)
def test_every_fault_is_told_in_words_with_its_line(line: tuple[str, str, str], words: str) -> None:
    result = reading(("2026-06-01T16:30Z", "1"), line)
    assert [fault.line for fault in result.faults] == [3]
    assert words in result.faults[0].words


def test_a_line_with_two_faults_tells_both() -> None:
    result = reading(("9999", "soon", "much"))
    assert [fault.line for fault in result.faults] == [2, 2, 2]


def test_a_line_that_cannot_be_split_is_not_blamed_for_its_cells() -> None:
    result = understand([Row(7, "", "", "", "too many")], convention=UTC_END, known={}, now=NOW)
    assert result.faults == [(7, "too many")]


def test_a_half_hour_that_stands_twice_is_told_with_the_other_line() -> None:
    result = reading(("2026-07-01T16:30Z", "1"), ("2026-07-01T16:30Z", "1"))
    assert result.faults == [
        (3, "The half-hour 17:00–17:30 London, 1 July 2026 of this meter is on line 2 already.")
    ]


def test_a_half_hour_that_ended_this_moment_is_taken() -> None:
    rows = [Row(2, MPAN, "2026-11-23T15:30Z", "1")]
    now = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    assert understand(rows, convention=UTC_END, known={MPAN: MPAN}, now=now).fault_count == 0


def test_the_hour_that_spring_skips_is_told() -> None:
    result = reading(("2026-03-29 01:00", "1"), ("2026-03-29 01:30", "1"), convention=LONDON_START)
    assert [fault.line for fault in result.faults] == [2, 3]
    assert "does not exist on 29 March 2026" in result.faults[0].words


@pytest.mark.parametrize(
    ("convention", "times", "expected"),
    [
        (
            LONDON_START,
            ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"],
            ["23:30", "00:00", "00:30", "01:00", "01:30", "02:00"],
        ),
        (
            LONDON_END,
            ["01:00", "01:30", "01:00", "01:30", "02:00", "02:30"],
            ["23:30", "00:00", "00:30", "01:00", "01:30", "02:00"],
        ),
        (
            LONDON_START,
            ["02:00", "01:30", "01:00", "01:30", "01:00", "00:30"],
            ["02:00", "01:30", "01:00", "00:30", "00:00", "23:30"],
        ),
    ],
    ids=["beginning", "ending", "newest-first"],
)
def test_the_hour_that_autumn_repeats_is_told_apart_by_the_order_of_lines(
    convention: Convention, times: list[str], expected: list[str]
) -> None:
    result = reading(
        *((f"2026-10-25 {at}", str(value)) for value, at in enumerate(times)), convention=convention
    )
    assert result.faults == []
    by_value = sorted(result.readings, key=lambda one: one.kwh)
    assert [f"{one.start:%H:%M}" for one in by_value] == expected


def test_a_repeated_hour_that_stands_once_is_told_and_not_guessed() -> None:
    result = reading(("2026-10-25 00:30", "1"), ("2026-10-25 01:00", "1"), convention=LONDON_START)
    assert [fault.line for fault in result.faults] == [3]
    assert "01:00 occurs twice on 25 October 2026" in result.faults[0].words


def test_a_repeated_hour_that_stands_three_times_is_told() -> None:
    result = reading(*([("2026-10-25 01:00", "1")] * 3), convention=LONDON_START)
    assert [(fault.line, "a third time" in fault.words) for fault in result.faults] == [(4, True)]


def test_each_meter_has_its_own_repeated_hour() -> None:
    lines = [(meter, "2026-10-25 01:00", "1") for meter in (MPAN, "BATT-1", MPAN, "BATT-1")]
    result = reading(*lines, convention=LONDON_START)
    assert result.faults == []
    assert len({(one.meter, one.start) for one in result.readings}) == 4


@pytest.mark.parametrize(("day", "count"), [("2026-03-29", 46), ("2026-07-01", 48), ("2026-10-25", 50)])
def test_a_whole_local_day_is_read_on_every_kind_of_day(day: str, count: int) -> None:
    first = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=Zone.LONDON.info).astimezone(UTC)
    wall = [(first + HALF_HOUR * n).astimezone(Zone.LONDON.info) for n in range(count)]
    result = reading(*((f"{at:%Y-%m-%d %H:%M}", "1") for at in wall), convention=LONDON_START)
    assert result.faults == []
    assert sorted(one.start for one in result.readings) == [first + HALF_HOUR * n for n in range(count)]


def test_only_a_thousand_faults_are_kept_but_all_are_counted() -> None:
    result = reading(*([("never", "1")] * (KEPT_FAULTS + 5)))
    assert (len(result.faults), result.fault_count) == (KEPT_FAULTS, KEPT_FAULTS + 5)


@pytest.mark.parametrize(
    ("heading", "convention", "words"),
    [
        ("mpan,period_start,kwh", UTC_END, "headed “period_start”, but the file is said to be in the end"),
        ("mpan,period_end,kwh", LONDON_START, "said to be in the start"),
        ("mpan,time_utc,kwh", LONDON_START, "said to be in London"),
        ("mpan,local_time,kwh", UTC_END, "said to be in UTC"),
        ("mpan,time,kw", UTC_END, "headed “kw”, but the file is said to be in kWh"),
        ("mpan,time,import kwh", UTC_END, "export positive"),
    ],
)
def test_a_heading_that_contradicts_what_was_said_of_the_file_is_told(
    heading: str, convention: Convention, words: str
) -> None:
    assert words in heading_fault(find_heading(heading), convention)


@pytest.mark.parametrize("heading", ["mpan,period_end_utc,kwh", "ref;time;value", "Asset\tTimestamp\tEnergy"])
def test_a_heading_that_agrees_or_says_nothing_is_fine(heading: str) -> None:
    assert heading_fault(find_heading(heading), UTC_END) == ""


@given(
    st.lists(
        st.tuples(st.integers(0, 5_000), st.decimals(-1000, 1000, places=3)), unique_by=lambda pair: pair[0]
    )
)
def test_no_energy_is_lost_or_made_in_reading(rows: list[tuple[int, Decimal]]) -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    lines = [(f"{first + timedelta(minutes=30) * n:%Y-%m-%dT%H:%MZ}", str(value)) for n, value in rows]
    result = reading(*lines)
    assert result.fault_count == 0
    assert sum(one.kwh for one in result.readings) == sum(value for _, value in rows)
