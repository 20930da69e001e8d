"""The empty spreadsheet that people fill in: each heading says what its column takes."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from assets.rules.cells import CHOICES
from assets.rules.rows import REMARK
from assets.rules.sheet import SHEET, Column
from portal.core.csvs import Cell

ABOUT = (
    "One row an asset. A row is matched with an asset of yours by its Reference; a new reference is a new asset.",
    "Columns may be left out or put in another order. Other columns are passed over, and the preview says which.",
    "An empty cell leaves a standing asset as it is, and gives a new one what is usual. A hyphen (-) empties it.",
    "Groups are only added to: an asset stays in the groups that it is in. A group that is not there is made.",
    "Capacities are in MW and MVAr, voltages in kV; a direction is in the name of its column, never in a minus sign.",
    "Lengths of time are hours, minutes and seconds: 00:30:00. Dates are year, month and day: 2026-03-31.",
    "MPANs are the 13 digits of the core. The columns are formatted as text, so that no digit is lost.",
    "Formulas are not worked out: paste values. A row that begins with # is a remark and passed over.",
    "Nothing changes before you have seen what the file would do and applied it.",
)

CHOICES_SHEET = "Choices"


def what_it_takes(column: Column) -> str:
    """A column in a sentence or two."""
    example = f" Example: {column.example}" if column.example else ""
    return f"{'Required' if column.required else 'Optional'}. {column.help}{example}"


def template_rows() -> Iterator[Sequence[Cell]]:
    """The template as CSV: headings, and a remark on each column that the reader passes over."""
    yield [column.heading for column in SHEET]
    remarks = [what_it_takes(column) for column in SHEET]
    yield [f"{REMARK} {remarks[0]}", *remarks[1:]]


def template_workbook() -> bytes:
    """The template as a workbook: a sheet to read and one to fill in."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        strong = book.add_format({"bold": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _read_me(book.add_worksheet("READ ME"), strong, wrapped)
        sheet = book.add_worksheet("Assets")
        _assets(sheet, strong, book.add_format({"num_format": "@"}))
        _choices(book.add_worksheet(CHOICES_SHEET))
        sheet.activate()
    return content.getvalue()


def _read_me(sheet: Any, strong: Any, wrapped: Any) -> None:
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 2, 14)
    sheet.set_column(3, 4, 60)
    for row, line in enumerate(ABOUT):
        sheet.merge_range(row, 0, row, 4, line, wrapped)
    first = len(ABOUT) + 1
    sheet.write_row(first, 0, ["Column", "", "", "What it takes", "Example"], strong)
    for row, column in enumerate(SHEET, start=first + 1):
        asked = "Required" if column.required else "Optional"
        sheet.write_row(row, 0, [column.heading, asked, column.kind], wrapped)
        known = CHOICES.get(column.name)
        takes = f"{column.help} Known: {', '.join(known.values())}." if known else column.help
        sheet.write_string(row, 3, takes, wrapped)
        sheet.write_string(row, 4, column.example, wrapped)


def _assets(sheet: Any, strong: Any, as_text: Any) -> None:
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(SHEET):
        sheet.set_column(place, place, max(12, len(column.heading) + 2), _format(column, as_text))
        sheet.write_string(0, place, column.heading, strong)
        sheet.write_comment(0, place, what_it_takes(column), {"x_scale": 2, "y_scale": 1.2})
        if known := CHOICES.get(column.name):
            sheet.data_validation(
                1,
                place,
                10_000,
                place,
                {
                    "validate": "list",
                    "source": _where_known(column.name, len(known)),
                    "error_type": "warning",
                },
            )


def _choices(sheet: Any) -> None:
    """The words that a column knows, each in a column of a hidden sheet: a cell's own list holds 255 signs only."""
    for place, known in enumerate(CHOICES.values()):
        sheet.write_column(0, place, known.values())
    sheet.hide()


def _where_known(name: str, count: int) -> str:
    place = [*CHOICES].index(name)
    return f"={CHOICES_SHEET}!{xl_range_abs(0, place, count - 1, place)}"


def _format(column: Column, as_text: Any) -> Any:
    """Text where a spreadsheet would otherwise eat digits or make a number of a time."""
    return as_text if column.kind in ("text", "duration", "date") else None
