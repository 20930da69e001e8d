"""Postcode tables as they are published: a CSV, or a zip of them, read as a stream and never unpacked to disk."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO

from assets.rules.postcode_rows import Layout, layout_of

MOST_UNPACKED = 1_600_000_000
MOST_MEMBERS = 5_000
# Tables of numbers and codes shrink to a tenth; nothing honest shrinks to a hundredth.
MOST_SHRUNK = 100
LONGEST_LINE = 20_000
ENCRYPTED = 1


class NotATable(Exception):
    """A file that is not taken; the message says why, for whoever brought it."""


@dataclass(frozen=True)
class Part:
    """One CSV of a table: what its columns are, and its rows after the headings."""

    layout: Layout
    rows: Iterator[Sequence[str]]


Counter = list[int]


@contextmanager
def opened(content: IO[bytes], seen: Counter) -> "Iterator[tuple[int, Iterator[Part]]]":
    """The bytes that there are to read, and the parts with the rows of a table. `seen[0]` counts what has been read.

    Raises NotATable here and while rows are read.
    """
    try:
        if not zipfile.is_zipfile(content):
            content.seek(0)
            yield _size(content), _parts([("the file", content)], seen)
            return
        content.seek(0)
        with zipfile.ZipFile(content) as archive:
            members = chosen(archive.infolist())
            opening = ((member.filename, archive.open(member)) for member in members)
            yield sum(member.file_size for member in members), _parts(opening, seen)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise NotATable(f"The zip file is damaged: {error}.") from error
    except csv.Error as error:
        raise NotATable(f"A row is not CSV: {error}.") from error


def chosen(members: Sequence[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The CSVs of a zip that may hold the table, judged by its directory alone. Raises NotATable."""
    if len(members) > MOST_MEMBERS:
        raise NotATable(
            f"The zip holds {len(members):,} files; a postcode table has no more than a few hundred."
        )
    tables = [member for member in members if member.filename.lower().endswith(".csv")]
    # Papers on the columns come beside the data, and the directory comes whole and once more in parts.
    data = [member for member in tables if "data/" in member.filename.lower()]
    tables = [one for one in data if "multi_csv" not in one.filename.lower()] or data or tables
    if not tables:
        raise NotATable("The zip holds no CSV. Choose the CSV edition of the table.")
    if any(member.flag_bits & ENCRYPTED for member in tables):
        raise NotATable("The zip is protected by a password.")
    unpacked, packed = sum(one.file_size for one in tables), sum(one.compress_size for one in tables)
    if unpacked > MOST_UNPACKED:
        raise NotATable(f"The zip would unpack to {unpacked / 1e9:.1f} GB; 1.6 GB are taken.")
    if unpacked > MOST_SHRUNK * max(packed, 10_000):
        raise NotATable("The zip unpacks to far more than a table would. It was not opened.")
    return tables


def _size(content: IO[bytes]) -> int:
    content.seek(0, io.SEEK_END)
    size = content.tell()
    content.seek(0)
    if size > MOST_UNPACKED:
        raise NotATable(f"The file has {size / 1e9:.1f} GB; 1.6 GB are taken.")
    return size


def _parts(
    files: "Iterator[tuple[str, IO[bytes]]] | list[tuple[str, IO[bytes]]]", seen: Counter
) -> Iterator[Part]:
    """Those of the files that are tables; papers that come with them are passed over."""
    found = False
    for name, content in files:
        text = io.TextIOWrapper(content, encoding="utf-8-sig", errors="replace", newline="")
        rows = csv.reader(_lines(text, name, seen))
        first = next(rows, None)
        layout = layout_of(first) if first else None
        if first and layout:
            found = True
            yield Part(layout, rows if layout.has_headings else _again(first, rows))
        text.detach()
    if not found:
        raise NotATable(
            "This is no postcode table. OS Code-Point Open and the ONS Postcode Directory are taken, as CSV or zip."
        )


def _again(first: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield first
    yield from rows


def _lines(text: io.TextIOWrapper, name: str, seen: Counter) -> Iterator[str]:
    """Lines of bounded length: a gigabyte without a line break is not held in memory."""
    for line in iter(partial(text.readline, LONGEST_LINE), ""):
        seen[0] += len(line)
        if len(line) == LONGEST_LINE:
            raise NotATable(f"A line of {name} is longer than {LONGEST_LINE:,} signs.")
        if "\0" in line:
            raise NotATable("This is no text. OS Code-Point Open and the ONS Postcode Directory are taken.")
        yield line
