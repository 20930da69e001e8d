"""What kind of file an upload is, judged by its content; its name must not claim another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from assets.rules.cells import Cell, Custom

MB = 1024 * 1024
MOST_BYTES = 30 * MB
MOST_ROWS = 200_000
TEXT_ENDINGS = (".csv", ".txt", ".tsv")

# How files begin that people take for spreadsheets.
BEGINNINGS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old or protected Office file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "a text document"),
)


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message says why and what to do."""


class Line(NamedTuple):
    """One line with its number as a spreadsheet counts it."""

    number: int
    cells: list[Cell]


@dataclass
class Sheet:
    """The lines of a file, to be gone through once. `share_read` tells how far one is, from 0 to 1."""

    lines: Iterator[Line]
    custom: Custom = field(default_factory=Custom)
    name: str = ""
    delimiter: str = ","

    def share_read(self) -> float:
        return 0.0


def kind_of(beginning: bytes, name: str) -> str:
    """ "xlsx" or "csv" by the first bytes. Raises Unreadable for anything else, and where the name says otherwise."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if beginning.startswith(b"PK"):
        if ending in TEXT_ENDINGS:
            raise Unreadable(
                f"This is a workbook or an archive, but it is called {ending}. Name it .xlsx, or save it as CSV."
            )
        if ending == ".xlsm":
            raise Unreadable("Workbooks with macros are not read. Save it as .xlsx.")
        return "xlsx"
    for sign, what in BEGINNINGS:
        if beginning.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(sign):
            raise Unreadable(f"This is {what}. Save the sheet as .xlsx or CSV and upload that.")
    if ending.startswith(".xls"):
        raise Unreadable(
            f"This is called {ending}, but it is no Excel workbook. Save it as .xlsx, or name it .csv."
        )
    return "csv"
