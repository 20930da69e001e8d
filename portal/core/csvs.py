"""CSV that people open in spreadsheets: a byte-order mark, and no cell that is taken for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from django.http import StreamingHttpResponse

from portal.core.formats import local

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | Decimal | datetime | None


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_response(name: str, rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """A download under a plain name, sent as it is read."""
    headers = {"Content-Disposition": f'attachment; filename="{plain_name(name)}.csv"'}
    return StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)


def plain_name(name: str) -> str:
    """A file's name of letters, digits, dashes and underscores."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in name)


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Rows as CSV, line by line, each ending in CRLF."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([cell_text(cell) for cell in row])


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
