"""Delimited text as lines of cells: its encoding and its delimiter found out, read as a stream."""

import codecs
import csv
from collections.abc import Iterator
from io import TextIOWrapper
from typing import IO

from assets.rules.cells import Custom
from assets.rules.files import Line, Sheet, Unreadable
from assets.rules.headings import HIGHEST_HEADING, likeness

DELIMITERS = (",", ";", "\t", "|")
PIECE = 1024 * 1024
NO_TEXT = "This is not a text file. Save the sheet as .xlsx or CSV and upload that."


def open_text(file: IO[bytes], size: int) -> Sheet:
    """A CSV file's lines. Raises Unreadable, also while they are gone through."""
    encoding = encoding_of(file)
    delimiter = _delimiter(file, encoding)
    return _TextSheet(file, size, encoding, delimiter)


class _TextSheet(Sheet):
    """A file in text, and how far it has been gone through. With semicolons goes the decimal comma."""

    def __init__(self, file: IO[bytes], size: int, encoding: str, delimiter: str) -> None:
        super().__init__(
            _lines(file, encoding, delimiter), Custom(comma=delimiter == ";"), delimiter=delimiter
        )
        self.file, self.size = file, size

    def share_read(self) -> float:
        return min(1.0, self.file.tell() / max(self.size, 1))


def encoding_of(file: IO[bytes]) -> str:
    """UTF-16 by its mark or by its noughts, UTF-8 where all of the file is, else cp1252."""
    file.seek(0)
    beginning = file.read(4096)
    if not beginning.strip():
        raise Unreadable("The file is empty.")
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _proved(file, "utf-16")
    if b"\0" in beginning:
        return _proved(
            file, "utf-16-le" if b"\0" in beginning[1::2] and b"\0" not in beginning[::2] else "utf-16-be"
        )
    try:
        return _proved(file, "utf-8-sig")
    except Unreadable:
        return _proved(file, "cp1252")


def _proved(file: IO[bytes], encoding: str) -> str:
    """The encoding, if all of the file is in it and holds no nought."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            if "\0" in decoder.decode(piece):
                raise Unreadable(NO_TEXT)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Unreadable(NO_TEXT) from error
    return encoding


def _text(file: IO[bytes], encoding: str) -> TextIOWrapper:
    file.seek(0)
    return TextIOWrapper(file, encoding=encoding, newline="")


def _delimiter(file: IO[bytes], encoding: str) -> str:
    """The sign that makes most headings of the first lines; `sep=;` says it outright."""
    text = _text(file, encoding)
    first = [text.readline(PIECE) for _ in range(HIGHEST_HEADING)]
    text.detach()
    said = first[0].strip().lstrip("\ufeff").lower()
    if said.startswith("sep=") and said[4:5] in DELIMITERS:
        return said[4:5]
    return max(DELIMITERS, key=lambda mark: max(_likeness(line, mark) for line in first))


def _likeness(line: str, mark: str) -> int:
    try:
        return likeness(next(csv.reader([line], delimiter=mark), []))
    except csv.Error:
        return 0


def _lines(file: IO[bytes], encoding: str, delimiter: str) -> Iterator[Line]:
    text = _text(file, encoding)
    reader = csv.reader(text, delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, start=1):
            if number > 1 or not (cells and cells[0].lower().startswith("sep=")):
                yield Line(number, list(cells))
    except csv.Error as error:
        raise Unreadable(f"Line {reader.line_num} cannot be split into columns: {error}.") from error
    finally:
        text.detach()
