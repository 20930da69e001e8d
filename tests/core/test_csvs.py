"""CSV for spreadsheets."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.csvs import FORMULA_SIGNS, Cell, cell_text, csv_lines, safe_text


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Dalkeith", "Dalkeith"),
        (None, ""),
        (3, "3"),
        (Decimal("-0.500000"), "-0.500000"),
        (Decimal("1E+3"), "1000"),
        (datetime(2026, 7, 1, 16, tzinfo=UTC), "2026-07-01T17:00:00+01:00"),
    ],
)
def test_a_cell_is_plain_and_exact(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


def test_a_file_begins_with_a_byte_order_mark_and_quotes_what_needs_it() -> None:
    assert "".join(csv_lines([["a", "b, c"], [1, None]])) == '\ufeffa,"b, c"\r\n1,\r\n'


@given(st.text())
def test_safe_text_never_begins_with_a_formulas_sign(text: str) -> None:
    assert not safe_text(text).lstrip(" ").startswith(FORMULA_SIGNS)
