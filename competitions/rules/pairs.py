"""Which assets lie in which areas, for many of both at once: a tree of points, then metres for those near an edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import shapely
from numpy.typing import NDArray

from competitions.rules.geometry import EDGE_M, Numbers, metres_around
from competitions.rules.places import entry_forms, tidy_entry

Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Grounds:
    """Areas side by side. Shapes in degrees, the others in metres around their middles; boxes hold the buffers too."""

    shapes: NDArray[np.object_]
    metres: NDArray[np.object_]
    # What is surely in reach, and what holds all that is.
    surely: NDArray[np.object_]
    perhaps: NDArray[np.object_]
    middles: Numbers
    reaches_m: Numbers
    # Rows of (west, south, east, north).
    boxes: Numbers

    @property
    def edges(self) -> Numbers:
        """Degrees within which a point may be on an edge: twice the share of the reach that its precision is."""
        west = shapely.bounds(self.shapes).reshape(-1, 4)[:, 0]
        return np.asarray((west - self.boxes[:, 0]) * 2 * EDGE_M / self.reaches_m)

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
        # Boxes first, of the buffers too; then what is inside, and what is in reach of the rest.
        areas, hits = self.tree.query(shapely.box(*grounds.boxes.T))
        in_buffer = ~shapely.intersects_xy(grounds.shapes[areas], *self.points[hits].T)
        near = ~in_buffer
        rest = np.flatnonzero(in_buffer)
        near[rest], in_buffer[rest] = self._in_reach(grounds, areas[rest], hits[rest])
        return Pairs(areas[near], self.places[hits[near]], in_buffer[near])

    def _in_reach(self, grounds: Grounds, areas: Indices, hits: Indices) -> tuple[Mask, Mask]:
        """Whether each of some points outside its area is in its reach, and whether it is off the area's edge.

        Distances are measured only where shapes that are drawn a little narrow and a little wide leave it open.
        """
        near, off = np.zeros(len(areas), bool), np.ones(len(areas), bool)
        metres = metres_around(grounds.middles[areas], self.points[hits])
        held = np.flatnonzero(shapely.intersects_xy(grounds.perhaps[areas], *metres.T))
        near[held] = shapely.intersects_xy(grounds.surely[areas[held]], *metres[held].T)
        at_edge = shapely.dwithin(
            grounds.shapes[areas[held]], self.tree.geometries[hits[held]], grounds.edges[areas[held]]
        )
        open_still = held[~near[held] | at_edge]
        distances = _distances(grounds, areas[open_still], metres[open_still])
        near[open_still] = distances <= grounds.reaches_m[areas[open_still]]
        off[open_still] = distances > EDGE_M
        return near, off


def _distances(grounds: Grounds, areas: Indices, metres: Numbers) -> Numbers:
    """Metres from each point to its area."""
    if not len(areas):
        return np.empty(0)
    found: Numbers = shapely.distance(grounds.metres[areas], shapely.points(metres))
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
