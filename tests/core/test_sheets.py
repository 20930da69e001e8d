"""Spreadsheets that are written row by row."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from portal.core.csvs import Cell
from portal.core.sheets import write_xlsx, xlsx_pieces, xlsx_response


def read_back(*rows: list[Cell]) -> list[list[object]]:
    file = io.BytesIO()
    write_xlsx(file, rows)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("words", "words"),
        ("0012", "0012"),
        ("=1+1", "'=1+1"),
        ("http://example.com", "http://example.com"),
        (7, 7.0),
        (Decimal("0.123456"), 0.123456),
        (datetime(2026, 7, 1, 12, tzinfo=UTC), "2026-07-01T13:00:00+01:00"),
        ("Gal\u00e9 \u2603 \U0001f50b", "Gal\u00e9 \u2603 \U0001f50b"),
    ],
)
def test_a_cell_keeps_what_it_was_given(cell: Cell, kept: object) -> None:
    assert read_back(["heading"], [cell]) == [["heading"], [kept]]


def test_an_empty_cell_stays_empty() -> None:
    assert read_back(["a", "b"], [None, "x"]) == [["a", "b"], ["", "x"]]


def test_a_download_has_a_plain_name() -> None:
    response = xlsx_response('our "assets"', [["a"]])
    assert response["Content-Disposition"] == 'attachment; filename="our--assets-.xlsx"'


def test_a_failure_while_reading_rows_is_not_hidden() -> None:
    def rows() -> object:
        yield ["a"]
        raise RuntimeError("The database went away.")

    with pytest.raises(RuntimeError, match="went away"):
        list(xlsx_pieces(rows()))  # type: ignore[arg-type]
