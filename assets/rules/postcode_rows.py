"""Rows of published postcode tables: what their columns are, and which postcode each row places where.

Two kinds are known: OS Code-Point Open (eastings and northings, with a quality; its files have no headings) and the
ONS Postcode Directory (latitude and longitude under headings).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from assets.rules.national_grid import to_wgs84
from assets.rules.postcodes import fault_of, normalised

Numbers = NDArray[np.float64]

# Code-Point Open says 90 where it does not know a postcode's place.
NO_PLACE_QUALITY = 90
# What holds the United Kingdom; the directory writes 99.999999 for a place it does not know.
WEST, SOUTH, EAST, NORTH = -9.0, 49.0, 2.5, 61.5
# Columns of Code-Point Open by position.
POSTCODE, QUALITY, EASTING, NORTHING = range(4)
GRID_NUMBER = re.compile(r"\s*\d{1,7}(\.\d+)?\s*")
NAMES: Mapping[str, tuple[str, ...]] = {
    "postcode": ("pcds", "pcd8", "pcd7", "pcd", "pcd2", "postcode", "pc"),
    "latitude": ("lat", "latitude"),
    "longitude": ("long", "longitude", "lon"),
    "easting": ("eastings", "easting", "ea"),
    "northing": ("northings", "northing", "no"),
    "quality": ("positional_quality_indicator", "pq"),
}
FAULTS_KEPT = 5


class Kind(StrEnum):
    """Which publication a file is."""

    CODE_POINT_OPEN = "code_point_open"
    ONS_DIRECTORY = "ons_directory"


@dataclass(frozen=True)
class Layout:
    """Where a file's columns stand. `x` and `y` are easting and northing, or longitude and latitude."""

    kind: Kind
    postcode: int
    x: int
    y: int
    quality: int | None = None
    has_headings: bool = True

    @property
    def width(self) -> int:
        return max(self.postcode, self.x, self.y, self.quality or 0) + 1


@dataclass
class Understood:
    """What rows say: postcodes with their places in degrees, and how many say nothing that can be used."""

    postcodes: list[str] = field(default_factory=list)
    longitudes: Numbers = field(default_factory=lambda: np.empty(0))
    latitudes: Numbers = field(default_factory=lambda: np.empty(0))
    unplaced: int = 0
    unreadable: int = 0
    # The first of the unreadable, in words.
    faults: list[str] = field(default_factory=list)


def layout_of(first: Sequence[str]) -> Layout | None:
    """The layout that a file's first row shows; None where it is no postcode table."""
    if len(first) >= 4 and not fault_of(first[POSTCODE]) and _is_code_point(first):
        return Layout(Kind.CODE_POINT_OPEN, POSTCODE, EASTING, NORTHING, QUALITY, has_headings=False)
    columns = {name: at for name, headings in NAMES.items() if (at := _column(first, headings)) is not None}
    if {"postcode", "latitude", "longitude"} <= columns.keys():
        return Layout(Kind.ONS_DIRECTORY, columns["postcode"], columns["longitude"], columns["latitude"])
    if {"postcode", "easting", "northing"} <= columns.keys():
        return Layout(
            Kind.CODE_POINT_OPEN,
            columns["postcode"],
            columns["easting"],
            columns["northing"],
            columns.get("quality"),
        )
    return None


def _is_code_point(row: Sequence[str]) -> bool:
    return all(GRID_NUMBER.fullmatch(row[at]) for at in (QUALITY, EASTING, NORTHING))


def _column(headings: Sequence[str], wanted: Iterable[str]) -> int | None:
    """The first of the wanted headings that is there; its case and blanks do not matter."""
    there = {heading.strip().lower(): at for at, heading in reversed(list(enumerate(headings)))}
    return next((there[name] for name in wanted if name in there), None)


def understand(layout: Layout, rows: Iterable[Sequence[str]]) -> Understood:
    """Postcodes with their places. A row without a place is counted; one that makes no sense is told."""
    found, xs, ys = Understood(), [], []
    for row in rows:
        try:
            postcode = normalised(row[layout.postcode])
            x, y = float(row[layout.x] or "nan"), float(row[layout.y] or "nan")
            quality = float(row[layout.quality] or 0) if layout.quality is not None else 0
        except (IndexError, ValueError):
            _blame(found, row)
            continue
        if fault_of(postcode):
            _blame(found, row)
        elif quality >= NO_PLACE_QUALITY:
            found.unplaced += 1
        else:
            found.postcodes.append(postcode)
            xs.append(x)
            ys.append(y)
    _place(layout, found, np.array(xs, float), np.array(ys, float))
    return found


def _blame(found: Understood, row: Sequence[str]) -> None:
    found.unreadable += 1
    if len(found.faults) < FAULTS_KEPT:
        found.faults.append(",".join(row)[:80])


def _place(layout: Layout, found: Understood, xs: Numbers, ys: Numbers) -> None:
    """Put places in degrees, and leave out those that are nowhere in the United Kingdom."""
    if layout.kind is Kind.CODE_POINT_OPEN:
        known = (xs > 0) & (ys > 0) & (xs < 800_000) & (ys < 1_300_000)
        longitudes, latitudes = to_wgs84(np.where(known, xs, 4e5), np.where(known, ys, 4e5))
    else:
        longitudes, latitudes = xs, ys
        known = (xs > WEST) & (xs < EAST) & (ys > SOUTH) & (ys < NORTH)
    found.unplaced += int((~known).sum())
    if not known.all():
        found.postcodes = [code for code, is_known in zip(found.postcodes, known, strict=True) if is_known]
    found.longitudes, found.latitudes = longitudes[known], latitudes[known]
