"""A delimited text file as rows of meter, time and value: its encoding, its delimiter and its heading found out."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import NamedTuple, Protocol

MAX_BYTES = 50 * 1024 * 1024
MAX_COLUMNS = 10
DELIMITERS = (",", ";", "\t")
ROLES = ("meter", "time", "value")

VALUE_WORDS = {"value", "kwh", "kw"}
TIME_WORDS = {
    "time",
    "timestamp",
    "datetime",
    "start",
    "end",
    "starting",
    "ending",
    "from",
    "until",
    "period",
}
METER_WORDS = {"meter", "mpan", "msid", "asset", "ref", "reference"}
POWER_WORDS = {"energy", "power", "reading"}


class Lines(Protocol):
    """What `csv.reader` makes: cells line by line, and the line it has reached."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message says why, `line` where."""

    def __init__(self, words: str, line: int = 1) -> None:
        super().__init__(words)
        self.line = line


class Row(NamedTuple):
    """One line's three cells as written; `fault` says what is wrong with the line itself."""

    line: int
    meter: str
    time: str
    value: str
    fault: str = ""


@dataclass(frozen=True)
class Heading:
    """Where meter, time and value stand, and the words of their headings."""

    delimiter: str
    places: dict[str, int]
    names: dict[str, str]
    clash: str = ""


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 (with or without a byte-order mark), UTF-16 with one, or cp1252."""
    if len(data) > MAX_BYTES:
        raise Unreadable("The file is larger than 50 MB. Send it in parts, by month or by meter.")
    if not data.strip():
        raise Unreadable("The file is empty.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    if b"\0" in data:
        raise Unreadable("This is not a text file. Save the sheet as CSV and upload that.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(data, "cp1252")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("This is not a text file. Save the sheet as CSV and upload that.") from error


def role_of(name: str) -> str:
    """What a column is by the words of its heading: "meter", "time", "value" or ""."""
    words = heading_words(name)
    for role, known in (
        ("value", VALUE_WORDS),
        ("time", TIME_WORDS),
        ("meter", METER_WORDS),
        ("value", POWER_WORDS),
    ):
        if words & known:
            return role
    return ""


def heading_words(name: str) -> set[str]:
    """The words of a heading, lower case: `period_end_utc` and `Period End (UTC)` are the same."""
    return set(re.findall(r"[a-z]+", name.lower()))


def find_heading(first_line: str) -> Heading:
    """The heading under the delimiter that makes most sense of it. Raises Unreadable, naming what is missing."""
    best = max(
        (heading_with(first_line, mark) for mark in DELIMITERS), key=lambda heading: len(heading.places)
    )
    missing = [role for role in ROLES if role not in best.places]
    if missing:
        raise Unreadable(
            "The first line must name the columns meter (MPAN or asset reference), time and value; "
            f"no column is named like {' or '.join(missing)}."
        )
    if best.clash:
        raise Unreadable(best.clash)
    return best


def heading_with(line: str, delimiter: str) -> Heading:
    """What a line names when split at `delimiter`; `clash` says where two columns claim one role."""
    names = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    places: dict[str, int] = {}
    clash = ""
    for place, name in enumerate(names):
        role = role_of(name)
        if role in places:
            clash = f"Both “{names[places[role]]}” and “{name}” could be the {role}. Keep one of them."
        elif role:
            places[role] = place
    return Heading(delimiter, places, {role: names[place] for role, place in places.items()}, clash)


def read_rows(text: str) -> tuple[Heading, Iterator[Row]]:
    """The heading and, lazily, the lines below it. Raises Unreadable for a heading that is none."""
    first_line, _, _ = text.lstrip("\r\n").partition("\n")
    heading = find_heading(first_line.rstrip("\r"))
    reader = csv.reader(StringIO(text, newline=""), delimiter=heading.delimiter)
    return heading, _rows(reader, heading)


def _rows(reader: Lines, heading: Heading) -> Iterator[Row]:
    meter, time, value = (heading.places[role] for role in ROLES)
    needed = max(meter, time, value) + 1
    seen_heading = False
    for cells in _lines(reader):
        if not any(cell.strip() for cell in cells):
            continue
        if not seen_heading:
            seen_heading = True
            continue
        fault = _count_fault(len(cells), needed)
        if fault:
            yield Row(reader.line_num, "", "", "", fault)
        else:
            yield Row(reader.line_num, cells[meter].strip(), cells[time].strip(), cells[value].strip())


def _lines(reader: Lines) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise Unreadable(f"The line cannot be split into columns: {error}.", reader.line_num) from error


def _count_fault(count: int, needed: int) -> str:
    if count > MAX_COLUMNS:
        return f"{count} columns; at most {MAX_COLUMNS} are allowed."
    return f"{count} columns where at least {needed} are needed." if count < needed else ""
