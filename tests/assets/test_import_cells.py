"""What spreadsheets and people write into cells, and what is understood."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.rules.cells import NOTHING, Custom, Unknown, value_of
from assets.rules.days import SINCE_1900, SINCE_1904, day_of
from assets.rules.lengths import length_of
from assets.rules.numbers import decimal_of
from assets.rules.rows import COLUMNS
from assets.rules.unfit import Unfit
from tests.assets.sheets import mpan_of

MPAN = mpan_of(7)
TODAY = datetime(2026, 1, 2)  # noqa: DTZ001 - a spreadsheet knows no time zones


@pytest.mark.parametrize(
    ("written", "comma", "value"),
    [
        ("0.5", False, "0.5"),
        ("1,5", False, "1.5"),
        ("1,5", True, "1.5"),
        ("1,500", True, "1.5"),
        ("1.500", False, "1.5"),
        ("1,500.0", False, "1500"),
        ("1.500,0", True, "1500"),
        ("0,500", False, "0.5"),
        ("1,234,567", False, "1234567"),
        ("1\xa0500.5", False, "1500.5"),
        ("0.5 MW", False, "0.5"),
        (".5", False, "0.5"),
        ("−1", False, "-1"),
        ("5e-2", False, "0.05"),
    ],
)
def test_numbers_are_read_as_they_are_meant(written: str, comma: bool, value: str) -> None:
    assert decimal_of(written, unit="MW", comma=comma) == Decimal(value)


@pytest.mark.parametrize(
    ("written", "comma", "words"),
    [
        ("1,500", False, "could be 1.5 or 1500"),
        ("1.500", True, "could be 1,5 or 1500"),
        ("500 kW", False, "500 kW is 0.5. Write 0.5"),
        ("5%", False, "“%” has no place here"),
        ("abc", False, "not a number"),
        ("NaN", False, "not a number"),
        ("1.2.3", False, "not a number"),
        ("1,23,456.0", False, "not a number"),
        ("9" * 60, False, "not a number"),
    ],
)
def test_a_number_that_is_none_or_two_is_told(written: str, comma: bool, words: str) -> None:
    with pytest.raises(Unfit, match=words):
        decimal_of(written, unit="MW", comma=comma)


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=5))
def test_any_decimal_comes_back_in_either_custom(value: Decimal) -> None:
    assert decimal_of(f"{value:f}", unit="MW") == value
    assert decimal_of(f"{value:f}".replace(".", ","), unit="MW", comma=True) == value


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("00:30:00", 30),
        ("0 00:30:00", 30),
        ("0T00:30:00", 30),
        ("PT30M", 30),
        ("P1D", 1440),
        ("30 min", 30),
        ("1 h 30 min", 90),
        ("2h", 120),
        ("1 day, 2:00:00", 1560),
        (0.5 / 24, 30),
        ("0.0208333333", 30),
        (timedelta(minutes=30), 30),
        ("1 06:00:00", 1800),
    ],
)
def test_lengths_of_time_are_read(cell: Any, minutes: int) -> None:
    assert length_of(cell) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("00:30", "could be 0 h 30 min or 0 min 30 s"),
        (30.0, "30 of what"),
        ("0.5", "0.5 of what"),
        ("soon", "no length"),
        (TODAY, "made a date"),
        ("400 00:00:00", "longer than a year"),
        (timedelta(-1), "not negative"),
    ],
)
def test_a_length_that_is_none_or_two_is_told(cell: Any, words: str) -> None:
    with pytest.raises(Unfit, match=words):
        length_of(cell)


@given(
    st.timedeltas(timedelta(0), timedelta(days=365)).map(
        lambda length: timedelta(seconds=length // timedelta(seconds=1))
    )
)
def test_any_length_comes_back(length: timedelta) -> None:
    rest = length - timedelta(days=length.days)
    hours, seconds = divmod(int(rest.total_seconds()), 3600)
    assert length_of(f"{length.days} {hours:02}:{seconds // 60:02}:{seconds % 60:02}") == length
    assert length_of(str(length)) == length


@pytest.mark.parametrize(
    "written", ["2026-03-31", "31/03/2026", "31.3.2026", "31 Mar 2026", "2026-03-31T00:00:00Z"]
)
def test_days_are_read_in_british_order(written: str) -> None:
    assert day_of(written) == date(2026, 3, 31)


@given(st.dates(date(1960, 1, 1), date(2099, 12, 31)))
def test_a_count_of_days_is_read_in_both_calendars(day: date) -> None:
    assert day_of(float((day - SINCE_1900).days)) == day
    assert day_of(str((day - SINCE_1904).days), since_1904=True) == day


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("03/31/2026", "has month 31"),
        ("2026-02-30", "not in the calendar"),
        ("99999", "no date"),
        ("1066-10-14", "between"),
    ],
)
def test_a_day_that_is_none_is_told(written: str, words: str) -> None:
    with pytest.raises(Unfit, match=words):
        day_of(written)


@pytest.mark.parametrize(
    "cell",
    [
        MPAN,
        float(MPAN),
        f"{MPAN}.0",
        f"{MPAN[:2]} {MPAN[2:6]} {MPAN[6:]}",
        f"'{MPAN}",
        f"\xa0{MPAN}",
        f"{MPAN[0]}.{MPAN[1:]}E+12",
        f"03801001{MPAN}",
        f"3801001{MPAN}",
    ],
)
def test_an_mpan_is_recovered_where_no_digit_was_lost(cell: Any) -> None:
    assert value_of(COLUMNS["export_meter_id"], cell, Custom()) == MPAN


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("export_meter_id", "1.81235E+12", "kept 6 of the digits"),
        ("name", "=1+1", "holds a formula"),
        ("name", "#N/A", "shows the error"),
        ("name", "a\x00b", "cannot be kept"),
        ("name", "a\ud800b", "cannot be kept"),
        ("ref", TODAY, "Format the column as text"),
        ("shares_meter", "perhaps", "neither Yes nor No"),
        ("country_code", "Britannia", "two letters"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_told(column: str, cell: Any, words: str) -> None:
    with pytest.raises(Unfit, match=words):
        value_of(COLUMNS[column], cell, Custom())


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("name", "  a\xa0 b ", "a b"),
        ("name", "+ve battery", "+ve battery"),
        ("name", "'=x", "=x"),
        ("ref", 101.0, "101"),
        ("category", "DEMAND-SIDE RESPONSE", "demand_side_response"),
        ("asset_type", "onshore_wind", "onshore_wind"),
        ("status", "in development", "in_development"),
        ("shares_meter", "YES", True),
        ("shares_meter", False, False),
        ("country_code", "uk", "GB"),
        ("groups", "A; B;A;", ["A", "B"]),
        ("name", "–", None),
        ("name", " ", NOTHING),
        ("latitude", "55,61", 55.61),
    ],
)
def test_cells_are_read_by_what_their_column_is(column: str, cell: Any, value: Any) -> None:
    assert value_of(COLUMNS[column], cell, Custom(comma=column == "latitude")) == value


def test_an_unknown_choice_is_left_for_the_row_to_judge() -> None:
    assert isinstance(value_of(COLUMNS["category"], "Fly wheel", Custom()), Unknown)


@given(st.text(), st.sampled_from(sorted(COLUMNS)))
def test_no_text_breaks_the_reader(text: str, name: str) -> None:
    reader: Callable[..., Any] = value_of
    try:
        reader(COLUMNS[name], text, Custom())
    except Unfit:
        return
