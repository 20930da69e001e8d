"""An upload opened as lines, whatever kind of file it is, with the line that holds its headings found."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO

from assets.intake.archive import open_archive
from assets.intake.text import encoding_of, open_text
from assets.intake.workbook import open_workbook
from assets.rules.files import MOST_ROWS, Line, Sheet, Unreadable, kind_of
from assets.rules.headings import HIGHEST_HEADING, Headings, NoHeading, headings_of, likeness, refuse_too_wide
from assets.rules.rows import is_blank

NO_HEADING = (
    "No line of the file names our columns. Download the template, or give the columns its headings: "
    "“Reference”, “Name” and so on."
)


@dataclass(frozen=True)
class Opened:
    """A file whose headings are understood: the lines above and at the heading, and those below it."""

    sheet: Sheet
    headings: Headings
    above: list[Line]
    heading: Line
    lines: Iterator[Line]


def inspect(file: IO[bytes], name: str) -> str:
    """What kind of file an upload is, from a first look that costs next to nothing. Raises Unreadable."""
    file.seek(0)
    kind = kind_of(file.read(64), name)
    if kind == "xlsx":
        open_archive(file).close()
    else:
        encoding_of(file)
    file.seek(0)
    return kind


def open_sheet(file: IO[bytes], kind: str, size: int) -> Sheet:
    """The lines of a file. Raises Unreadable."""
    return open_workbook(file) if kind == "xlsx" else open_text(file, size)


def open_upload(file: IO[bytes], kind: str, size: int) -> Opened:
    """A file with its heading line found. Raises Unreadable, also while its lines are gone through."""
    sheet = open_sheet(file, kind, size)
    first = list(islice(sheet.lines, HIGHEST_HEADING))
    best = max(first, key=lambda line: likeness(line.cells), default=None)
    try:
        for line in first:
            refuse_too_wide(line.cells)
        if best is None or likeness(best.cells) < 2:
            raise Unreadable(NO_HEADING)
        headings = headings_of(best.cells)
    except NoHeading as error:
        raise Unreadable(str(error)) from error
    at = first.index(best)
    return Opened(sheet, headings, first[:at], best, chain(first[at + 1 :], sheet.lines))


def filled_lines(opened: Opened) -> Iterator[Line]:
    """The lines below the heading that say something. Raises Unreadable where there are too many."""
    count = 0
    for line in opened.lines:
        if is_blank(line.cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Send it in parts.")
        yield line
