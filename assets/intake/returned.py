"""The uploaded file handed back with what is wrong written beside each row, in the kind of file that it was."""

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter

from assets.intake.opening import Opened, open_upload
from assets.models import AssetImport, Outcome
from assets.rules.cells import Cell
from assets.rules.files import Line
from assets.rules.headings import FAULTS_HEADING
from assets.rules.said import fault_words
from portal.core.csvs import safe_text

Words = Callable[[int], str]


def returned_text(upload: AssetImport, *, only_faults: bool) -> Iterator[str]:
    """The file as CSV with a column of faults, line by line. Raises Unreadable."""
    with upload.content.open("rb") as file:
        opened = open_upload(file, upload.kind, upload.size)
        writer = csv.writer(_Echo(), delimiter=opened.sheet.delimiter)
        yield "\ufeff"
        for cells in _rows(upload, opened, only_faults=only_faults):
            yield writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in cells])


def returned_workbook(upload: AssetImport, *, only_faults: bool) -> IO[bytes]:
    """The sheet as a workbook with a column of faults, in a file of its own that is gone when closed."""
    target = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with upload.content.open("rb") as file:
        opened = open_upload(file, upload.kind, upload.size)
        with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("Assets")
            write = _cell_writer(book, sheet)
            for row, cells in enumerate(_rows(upload, opened, only_faults=only_faults)):
                for place, cell in enumerate(cells):
                    write(row, place, cell)
    target.seek(0)
    return target


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _rows(upload: AssetImport, opened: Opened, *, only_faults: bool) -> Iterator[list[Cell]]:
    """The file's lines as they were, the heading with one more column, each faulty row with its faults."""
    width = len(opened.heading.cells)
    words = _words_of(upload)
    old = next((at for at, cell in enumerate(opened.heading.cells) if cell == FAULTS_HEADING), None)

    def beside(line: Line, said: str) -> list[Cell]:
        cells = [*line.cells, *[""] * (width - len(line.cells))]
        if old is not None:
            return [*cells[:old], said, *cells[old + 1 :]]
        return [*cells[:width], said, *cells[width:]]

    yield beside(opened.heading, FAULTS_HEADING)
    for line in opened.lines:
        said = words(line.number)
        if said or not only_faults:
            yield beside(line, said)


def _words_of(upload: AssetImport) -> Words:
    """The faults of a row by its number, asked for in rising order: read along, never held all at once."""
    rows = upload.rows.filter(outcome=Outcome.FAULT).order_by("number").values_list("number", "faults")
    left = rows.iterator(chunk_size=2_000)
    ahead = next(left, None)

    def words(number: int) -> str:
        nonlocal ahead
        while ahead and ahead[0] < number:
            ahead = next(left, None)
        return " ".join(map(fault_words, ahead[1])) if ahead and ahead[0] == number else ""

    return words


def _cell_writer(book: Any, sheet: Any) -> Callable[[int, int, Cell], None]:
    """How a cell is written: as the kind of value that it was, text never as a formula."""
    as_date = book.add_format({"num_format": "yyyy-mm-dd"})
    as_length = book.add_format({"num_format": "[h]:mm:ss"})

    def write(row: int, place: int, cell: Cell) -> None:
        if isinstance(cell, bool):
            sheet.write_boolean(row, place, cell)
        elif isinstance(cell, float):
            sheet.write_number(row, place, cell)
        elif isinstance(cell, timedelta):
            sheet.write_number(row, place, cell / timedelta(days=1), as_length)
        elif isinstance(cell, datetime | date):
            sheet.write_datetime(row, place, cell, as_date)
        elif cell:
            sheet.write_string(row, place, str(cell)[:32_767])

    return write
