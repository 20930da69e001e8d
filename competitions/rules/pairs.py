"""Which assets lie in which areas, for many of both at once: a tree of points, then metres for those near an edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import shapely
from numpy.typing import NDArray

from competitions.rules.geometry import EDGE_M, Numbers, metres_around
from competitions.rules.places import entry_forms, tidy_entry

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Grounds:
    """Areas side by side. Shapes in degrees and in metres around their middles; boxes hold the buffers too."""

    shapes: NDArray[np.object_]
    metres: NDArray[np.object_]
    middles: Numbers
    reaches_m: Numbers
    # Rows of (west, south, east, north).
    boxes: Numbers

    def at(self, places: Indices) -> "Grounds":
        """Some of them."""
        return Grounds(*(getattr(self, field.name)[places] for field in fields(self)))


@dataclass(frozen=True)
class Pairs:
    """Area and asset by their places in what was asked, and whether the asset is in the buffer only."""

    areas: Indices
    assets: Indices
    in_buffer: NDArray[np.bool_]


@dataclass(frozen=True)
class Placed:
    """Assets with coordinates, by their places in what was asked, in a tree."""

    places: Indices
    points: Numbers
    tree: shapely.STRtree

    @classmethod
    def of(cls, longitudes: Numbers, latitudes: Numbers) -> "Placed":
        """Those of some assets; the ones without coordinates (NaN) are in no area."""
        places = np.flatnonzero(np.isfinite(longitudes) & np.isfinite(latitudes))
        points = np.column_stack([longitudes[places], latitudes[places]])
        tree = shapely.STRtree(shapely.points(points))
        # It is built at the first question, which must not be two at once.
        tree.query(shapely.Point(0, 0))
        return cls(places, points, tree)

    def pairs_of(self, grounds: Grounds) -> Pairs:
        """Every asset inside an area or its buffer. May be asked by several threads, of other areas each.

        The edge belongs to the area, and the buffer's edge to the buffer; both to 5 cm.
        """
        # Degrees first, drawn wide; then what is inside, and metres on the ground for the rest.
        areas, hits = self.tree.query(grounds.shapes, predicate="dwithin", distance=_degrees(grounds))
        inside = shapely.intersects_xy(grounds.shapes[areas], self.points[hits, 0], self.points[hits, 1])
        metres = np.zeros(len(areas))
        metres[~inside] = _distances(grounds, areas[~inside], self.points[hits[~inside]])
        near = metres <= grounds.reaches_m[areas]
        return Pairs(areas[near], self.places[hits[near]], metres[near] > EDGE_M)


def _degrees(grounds: Grounds) -> Numbers:
    """How far a buffer can reach in degrees: what its box is wider than its shape."""
    west = shapely.bounds(grounds.shapes).reshape(-1, 4)[:, 0]
    return np.asarray(west - grounds.boxes[:, 0])


def _distances(grounds: Grounds, areas: Indices, points: Numbers) -> Numbers:
    """Metres on the ground from each point to its area."""
    if not len(areas):
        return np.empty(0)
    at = shapely.points(metres_around(grounds.middles[areas], points))
    found: Numbers = shapely.distance(grounds.metres[areas], at)
    return found


def pairs_by_postcode(listed: Mapping[int, Sequence[str]], postcodes: Sequence[str]) -> Pairs:
    """Every asset (by its place among `postcodes`) that an area's list names."""
    wanted: dict[str, list[int]] = {}
    for area, entries in listed.items():
        for entry in set(map(tidy_entry, entries)):
            wanted.setdefault(entry, []).append(area)
    found = {
        (area, asset)
        for asset, postcode in enumerate(postcodes)
        for form in entry_forms(postcode)
        for area in wanted.get(form, ())
    }
    rows = np.array(sorted(found), np.int64).reshape(-1, 2)
    return Pairs(rows[:, 0], rows[:, 1], np.zeros(len(rows), bool))


def joined(drawn: Pairs, listed: Pairs) -> Pairs:
    """Both together: an asset that a list names is inside, wherever it is drawn."""
    if not len(listed.areas):
        return drawn
    span = int(max(drawn.assets.max(initial=0), listed.assets.max(initial=0))) + 1
    others = np.isin(drawn.areas * span + drawn.assets, listed.areas * span + listed.assets, invert=True)
    return Pairs(
        np.concatenate([listed.areas, drawn.areas[others]]),
        np.concatenate([listed.assets, drawn.assets[others]]),
        np.concatenate([listed.in_buffer, drawn.in_buffer[others]]),
    )
