"""The parts of a workbook beside its cells: the names of its sheets, its texts, and which numbers are dates."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from assets.rules.files import Unreadable

SHEET_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NS = SHEET_NAMESPACE
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_TEXTS = 1_000_000
# The formats that every workbook knows by number.
DATES, TIMES = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}, {18, 19, 20, 21, 45, 46, 47}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A sheet's name and where it is in the archive."""

    name: str
    path: str


@dataclass(frozen=True)
class Book:
    """The sheets that are shown, in their order, and from when days are counted."""

    sheets: list[Part]
    since_1904: bool


def parts_of(archive: ZipFile) -> Book:
    """What the workbook says of itself."""
    targets = {
        node.get("Id", ""): node.get("Target", "") for node in _nodes(archive, "xl/_rels/workbook.xml.rels")
    }
    sheets, since_1904 = [], False
    for node in _nodes(archive, "xl/workbook.xml"):
        if node.tag == f"{NS}workbookPr":
            since_1904 = node.get("date1904") in ("1", "true")
        elif node.tag == f"{NS}sheet" and node.get("state", "visible") == "visible":
            path = _path(targets.get(node.get(RELATION, ""), ""))
            if path in archive.namelist():
                sheets.append(Part(node.get("name", ""), path))
    return Book(sheets, since_1904)


def _path(target: str) -> str:
    """A target as the archive names it: "worksheets/sheet1.xml" and "/xl/worksheets/sheet1.xml" are one."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def shared_texts(archive: ZipFile) -> list[str]:
    """The texts that cells point at."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    texts = []
    for node in _nodes(archive, "xl/sharedStrings.xml", keep=f"{NS}si"):
        if node.tag == f"{NS}si":
            texts.append("".join(part.text or "" for part in _runs(node)))
            if len(texts) > MOST_TEXTS:
                raise Unreadable(
                    "The workbook holds more texts than 200,000 rows can have. Send it in parts."
                )
    return texts


def _runs(node: Element) -> list[Element]:
    """The pieces of a text, without the reading aids of Japanese."""
    return [piece for child in node if child.tag != f"{NS}rPh" for piece in child.iter(f"{NS}t")]


def time_styles(archive: ZipFile) -> dict[int, str]:
    """The styles by which a number is shown as a "date" or a "time"."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    formats: dict[int, str] = {}
    for node in _nodes(archive, "xl/styles.xml", keep=f"{NS}cellXfs"):
        if node.tag == f"{NS}numFmt":
            formats[int(node.get("numFmtId", 0))] = shown_as(node.get("formatCode", ""))
        elif node.tag == f"{NS}cellXfs":
            ids = [int(style.get("numFmtId", 0)) for style in node if style.tag == f"{NS}xf"]
            return {place: what for place, number in enumerate(ids) if (what := _of_number(number, formats))}
    return {}


def _of_number(number: int, formats: dict[int, str]) -> str:
    if number in formats:
        return formats[number]
    return "date" if number in DATES else "time" if number in TIMES else ""


def shown_as(code: str) -> str:
    """What a format makes of a number: "date", "time" or "" for a number."""
    signs = set(_LITERAL.sub("", code.split(";")[0]).lower())
    if code.lower().startswith("general"):
        return ""
    if signs & {"y", "d"}:
        return "date"
    return "time" if signs & {"h", "s"} else "date" if "m" in signs else ""


def _nodes(archive: ZipFile, path: str, keep: str = "") -> Iterator[Element]:
    """The elements of a part as they end, each forgotten after it was used; one called `keep` still holds its own."""
    root: Element | None = None
    depth = 0
    with archive.open(path) as part:
        # Expat fetches nothing from outside, and breaks off where entities blow a text up.
        for event, node in iterparse(part, events=("start", "end")):  # noqa: S314
            root = node if root is None else root
            if event == "start":
                depth += node.tag == keep
                continue
            yield node
            depth -= node.tag == keep
            if not depth:
                node.clear()
                root.clear()
