"""CSV that people open in spreadsheets: a byte-order mark, and no cell that is taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import StringIO

from portal.core.formats import local

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | Decimal | datetime | None


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as one CSV text, lines ending in CRLF."""
    page = StringIO()
    page.write("\ufeff")
    csv.writer(page).writerows([cell_text(cell) for cell in row] for row in rows)
    return page.getvalue()


def cell_text(cell: Cell) -> str:
    """Numbers plain and exact, instants as local time with their offset, text made safe, nothing as nothing."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_text(cell)
    if isinstance(cell, datetime):
        return local(cell).isoformat()
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def safe_text(text: str) -> str:
    """Text with a quote before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_SIGNS) else text
