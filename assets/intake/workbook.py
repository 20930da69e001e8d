"""A workbook's sheet as lines of cells, read as a stream: nothing is worked out, and memory does not grow with it.

A reader that holds the sheet needs 250 MB for 100,000 rows, more than a worker has. `tests/assets` holds this one to
python-calamine, cell by cell.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile

from assets.intake.archive import open_archive
from assets.intake.parts import SHEET_NAMESPACE as NS
from assets.intake.parts import Part, parts_of, shared_texts, time_styles
from assets.rules.cells import Cell, Custom, Formula
from assets.rules.files import Line, Sheet, Unreadable
from assets.rules.headings import HIGHEST_HEADING, MOST_COLUMNS, likeness

DAMAGED = "The workbook is damaged or not complete. Save it again and upload that."
# What goes wrong while a damaged or a forged archive is read.
BROKEN = (
    BadZipFile,
    ParseError,
    EOFError,
    KeyError,
    ValueError,
    OverflowError,
    RuntimeError,
    NotImplementedError,
)


def open_workbook(file: IO[bytes]) -> Sheet:
    """The sheet with our headings, the one called Assets first. Raises Unreadable, also while it is gone through."""
    archive = open_archive(file)
    try:
        book = parts_of(archive)
        texts, times = shared_texts(archive), time_styles(archive)
        part = _chosen(archive, book.sheets, texts)
        reader = _Reader(archive, part, texts, times, since_1904=book.since_1904)
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable(DAMAGED) from error
    return _BookSheet(reader, Custom(since_1904=book.since_1904), part.name)


class _BookSheet(Sheet):
    def __init__(self, reader: "_Reader", custom: Custom, name: str) -> None:
        super().__init__(reader.lines(), custom, name)
        self.reader = reader

    def share_read(self) -> float:
        return self.reader.share_read()


def _chosen(archive: ZipFile, sheets: list[Part], texts: list[str]) -> Part:
    """The sheet called Assets, else the one whose first lines have most headings of ours."""
    for part in sheets:
        if part.name.strip().lower() == "assets":
            return part
    if not sheets:
        raise Unreadable("The workbook has no sheet.")
    return max(sheets, key=lambda part: _likeness(archive, part, texts))


def _likeness(archive: ZipFile, part: Part, texts: list[str]) -> int:
    lines = _Reader(archive, part, texts, {}, since_1904=False).lines()
    return max((likeness(line.cells) for line in islice(lines, HIGHEST_HEADING)), default=0)


class _Reader:
    """Goes through one sheet's XML."""

    def __init__(
        self, archive: ZipFile, part: Part, texts: list[str], times: dict[int, str], *, since_1904: bool
    ) -> None:
        self.part = archive.open(part.path)
        self.size = archive.getinfo(part.path).file_size
        self.texts, self.times = texts, times
        self.epoch = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001

    def share_read(self) -> float:
        return min(1.0, self.part.tell() / max(self.size, 1))

    def lines(self) -> Iterator[Line]:
        """Rows in their order; those that the sheet leaves out are not made up. Raises Unreadable."""
        number = 0
        try:
            for row in _rows(self.part):
                number = int(row.get("r") or number + 1)
                yield Line(number, self._cells(row))
        except Unreadable:
            raise
        except BROKEN as error:
            raise Unreadable(DAMAGED) from error

    def _cells(self, row: Element) -> list[Cell]:
        cells: list[Cell] = []
        for node in row:
            place = _place(node.get("r", "")) if "r" in node.attrib else len(cells)
            if place >= MOST_COLUMNS:
                if len(node):
                    raise Unreadable(
                        f"The sheet has values beyond column {MOST_COLUMNS}. Delete what is not read."
                    )
                continue
            while len(cells) < place:
                cells.append("")
            cells.append(self._cell(node))
        return cells

    def _cell(self, node: Element) -> Cell:
        if not len(node):
            return ""
        if (formula := node.find(f"{NS}f")) is not None:
            return Formula(f"={formula.text or ''}")
        kind = node.get("t", "n")
        if kind == "inlineStr":
            return "".join(text.text or "" for text in node.iter(f"{NS}t"))
        value = node.findtext(f"{NS}v", "")
        return self._number(value, node) if kind == "n" else self._other(kind, value)

    def _other(self, kind: str, value: str) -> Cell:
        if kind == "s":
            return self.texts[int(value)]
        if kind == "b":
            return value == "1"
        return value

    def _number(self, value: str, node: Element) -> Cell:
        if not value:
            return ""
        number = float(value)
        shown_as = self.times.get(int(node.get("s", 0)))
        if shown_as is None:
            return number
        if shown_as == "time" and number < 1000:
            return timedelta(days=number)
        return _date(self.epoch, number)


def _date(epoch: datetime, number: float) -> date | float:
    """A count of days as a date; a number that no calendar has stays one."""
    try:
        return epoch + timedelta(days=number)
    except OverflowError:
        return number


def _rows(part: Any) -> Iterator[Element]:
    """Each row of a sheet once it is complete, and forgotten after it was used."""
    holder: Element | None = None
    # Expat fetches nothing from outside, and breaks off where entities blow a text up.
    for event, node in iterparse(part, events=("start", "end")):  # noqa: S314
        if event == "start":
            if node.tag == f"{NS}sheetData":
                holder = node
        elif node.tag == f"{NS}row" and holder is not None:
            yield node
            holder.clear()


def _place(reference: str) -> int:
    """Where a cell stands in its row: B12 is 1."""
    place = 0
    for sign in reference:
        if sign.isdigit():
            break
        place = place * 26 + ord(sign) - 64
    return place - 1
