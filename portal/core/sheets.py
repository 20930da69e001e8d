"""Spreadsheets as people's programs have them (XLSX), written row by row with flat memory."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter
from django.http import StreamingHttpResponse

from portal.core.csvs import Cell, plain_name, safe_text
from portal.core.formats import local

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What stands in a cell is what was given: no link, number or formula is made of a text.
AS_IT_STANDS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
COLUMN_WIDTH = 18
PIECE = 65_536


def xlsx_response(name: str, rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """A download under a plain name."""
    headers = {"Content-Disposition": f'attachment; filename="{plain_name(name)}.xlsx"'}
    return StreamingHttpResponse(xlsx_pieces(rows), content_type=TYPE, headers=headers)


def xlsx_pieces(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A file in pieces. The first comes when all is written: its table of contents stands at its end."""
    with TemporaryFile() as file:
        write_xlsx(file, rows)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def write_xlsx(file: IO[bytes], rows: Iterable[Sequence[Cell]]) -> None:
    """One sheet whose first row is the heading and stays in sight."""
    with xlsxwriter.Workbook(file, AS_IT_STANDS) as book:
        sheet = book.add_worksheet()
        heading = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 99, COLUMN_WIDTH)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                _write(sheet, y, x, cell, None if y else heading)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, y: int, x: int, cell: Cell, look: xlsxwriter.format.Format | None
) -> None:
    """Numbers as numbers, instants as local time in words, text made safe, nothing as nothing."""
    if cell is None or cell == "":
        return
    if isinstance(cell, int | Decimal):
        sheet.write_number(y, x, cell, look)
    else:
        text = local(cell).isoformat() if isinstance(cell, datetime) else safe_text(cell)
        sheet.write_string(y, x, text, look)
