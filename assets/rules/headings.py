"""Which column of a file is which of ours, by the words of its heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assets.rules.fields import WIRE_NAMES
from assets.rules.numbers import UNITS, unit_of
from assets.rules.sheet import SHEET, Column

# The column that the copy of a faulty file has; coming back, it is passed over.
FAULTS_HEADING = "What is wrong"
MOST_COLUMNS = 200
# How many lines may stand above the heading.
HIGHEST_HEADING = 20

_UNIT = re.compile(r"[(\[]([^()\[\]]*)[)\]]\s*$")


class NoHeading(ValueError):
    """The file's heading cannot be taken; the message says why."""


@dataclass(frozen=True)
class Headings:
    """Where our columns stand in a file's lines, and the headings that were passed over."""

    places: dict[int, Column]
    unknown: tuple[str, ...] = ()
    absent: tuple[str, ...] = field(default=())


def signs(text: str) -> str:
    """A heading without case, blanks and marks: "Active export (MW)" and "active_export_mw" are one."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


# What an export calls them.
ALIASES = {
    "max_export_capacity_mw": "Export connection limit",
    "max_import_capacity_mw": "Import connection limit",
}


def _names() -> dict[str, Column]:
    known: dict[str, Column] = {}
    for column in SHEET:
        bare = _UNIT.sub("", column.heading)
        alias = ALIASES.get(column.name, bare)
        for name in (column.heading, bare, column.name, alias, WIRE_NAMES.get(column.name, column.name)):
            known.setdefault(signs(name), column)
    return known


KNOWN = _names()


def column_of(heading: str) -> Column | None:
    """Our column of a heading, with or without its unit. Raises NoHeading where the unit is another than ours."""
    if column := KNOWN.get(signs(heading)):
        return column
    unit = _UNIT.search(heading)
    column = KNOWN.get(signs(_UNIT.sub("", heading)))
    if column is None or unit is None:
        return None
    ours = unit_of(column.name)
    if unit[1].strip().lower() in UNITS[ours] and unit[1].strip().lower() != ours.lower():
        raise NoHeading(
            f"The column “{heading.strip()}” is in {unit[1].strip()}: “{column.heading}” is in {ours}."
        )
    return column


def likeness(cells: Sequence[object]) -> int:
    """How many of a line's cells are headings of ours."""
    return sum(1 for cell in cells if isinstance(cell, str) and signs(cell) in KNOWN)


def headings_of(cells: Sequence[object]) -> Headings:
    """What a heading line names. Raises NoHeading for too many columns, two of one name, or required ones missing."""
    refuse_too_wide(cells)
    places: dict[int, Column] = {}
    unknown: list[str] = []
    for place, cell in enumerate(cells):
        heading = " ".join(str(cell).split())
        column = column_of(heading) if heading else None
        if column:
            _refuse_double(places, column, heading, cells)
            places[place] = column
        elif heading and heading != FAULTS_HEADING:
            unknown.append(heading[:80])
    named = {column.name for column in places.values()}
    if "ref" not in named:
        raise NoHeading("No column is headed “Reference”: rows are matched with your assets by it.")
    absent = tuple(column.heading for column in SHEET if column.name not in named)
    return Headings(places, tuple(unknown), absent)


def refuse_too_wide(cells: Sequence[object]) -> None:
    """Raises NoHeading for a line with more cells than are read; blank ones at its end do not count."""
    width = next((at for at in range(len(cells), 0, -1) if str(cells[at - 1]).strip()), 0)
    if width > MOST_COLUMNS:
        raise NoHeading(f"The file has {width:,} columns; at most {MOST_COLUMNS} are read.")


def _refuse_double(places: dict[int, Column], column: Column, heading: str, cells: Sequence[object]) -> None:
    for place, other in places.items():
        if other is column:
            first = " ".join(str(cells[place]).split())
            raise NoHeading(
                f"Columns {letters(place)} “{first}” and {letters(place_of(cells, heading, place))} “{heading}” "
                f"are both “{column.heading}”. Keep one of them."
            )


def place_of(cells: Sequence[object], heading: str, after: int) -> int:
    """Where a heading stands behind another."""
    return next(at for at in range(after + 1, len(cells)) if " ".join(str(cells[at]).split()) == heading)


def letters(place: int) -> str:
    """A column's letters in a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
