"""What people are told of a file's first lines."""

import pytest

from settlement.rules.conventions import Convention, Sign, Stamp, Unit, Zone
from settlement.rules.preview import SHOWN, preview_of
from tests.factories.settlement import FLEXIBLE_POWER, MPAN, lines

LONDON = Convention(Zone.LONDON, Stamp.START, Sign.IMPORT, Unit.KW)


def test_a_line_is_said_in_local_time_with_its_direction() -> None:
    preview = preview_of(lines((MPAN, "2026-07-01T16:30Z", "12.50")).encode(), FLEXIBLE_POWER, {MPAN})
    assert preview.problem == ""
    assert [line.words for line in preview.lines] == [
        "2026-07-01T16:30Z ending → 17:00–17:30 London, 1 July 2026, export 12.5 kWh"
    ]


def test_the_convention_decides_what_a_line_says() -> None:
    data = lines((MPAN, "25/10/2026 01:30", "100"), heading="mpan;time;value".replace(";", ",")).encode()
    assert [line.words for line in preview_of(data, LONDON, {MPAN}).lines] == [
        "25/10/2026 01:30 beginning → 01:30–01:00 London, 25 October 2026 (or the hour that comes again), "
        "import 50 kWh"
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("7", "2026-07-01T16:30Z", "1"), "neither an MPAN"),
        ((MPAN, "soon", "1"), "not a date and time"),
        ((MPAN, "2026-07-01T16:30Z", "much"), "not a number"),
        ((MPAN, "2026-07-01T16:30Z", "1,2,3,4,5,6,7,8,9"), "at most 10"),
    ],
)
def test_a_line_that_would_be_refused_says_why(row: tuple[str, str, str], fault: str) -> None:
    preview = preview_of(lines(row).encode(), FLEXIBLE_POWER, {MPAN})
    assert fault in preview.lines[0].fault


def test_a_time_that_does_not_exist_says_so() -> None:
    data = lines((MPAN, "2026-03-29 01:30", "1"), heading="mpan,time,kw").encode()
    assert "does not exist" in preview_of(data, LONDON, {MPAN}).lines[0].fault


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"PK\0", "not a text file"),
        (b"mpan,period_end_utc,kwh\n", "a heading but no readings"),
        (b"mpan,period_start,kwh\n1,2,3\n", "said to be in the end"),
    ],
)
def test_a_file_that_would_be_refused_says_why(data: bytes, problem: str) -> None:
    assert problem in preview_of(data, FLEXIBLE_POWER, {MPAN}).problem


def test_only_the_first_lines_are_shown() -> None:
    data = lines(*[(MPAN, "2026-07-01T16:30Z", "1")] * 9).encode()
    assert len(preview_of(data, FLEXIBLE_POWER, {MPAN}).lines) == SHOWN
