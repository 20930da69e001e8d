"""A competition's area: what its GeoJSON and boxes enclose, and who is inside, in the buffer or outside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import shape

from experience.market.rules.ground import Plane, Points

# Nearer than this to an edge is on it: a coordinate of six places says no more.
TOLERANCE_M = 0.05
# An edge is straight in degrees; on the ground it is followed in pieces of so many degrees.
PIECE_DEGREES = 0.01
METRES_PER_DEGREE = 110_500.0
NESTED = {"FeatureCollection": "features", "GeometryCollection": "geometries"}

OUTSIDE, BUFFER, INSIDE = 0, 1, 2
Places = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Area:
    """A shape in degrees, and how far around it still counts."""

    shape: shapely.Geometry
    buffer_m: float

    @cached_property
    def plane(self) -> Plane:
        west, south, east, north = self.shape.bounds
        return Plane((west + east) / 2, (south + north) / 2)

    @cached_property
    def ground(self) -> shapely.Geometry:
        """The shape in metres around its middle."""
        flat = shapely.transform(shapely.segmentize(self.shape, PIECE_DEGREES), self.plane.metres)
        shapely.prepare(flat)
        return flat

    def places(self, points: Points) -> Places:
        """INSIDE, BUFFER or OUTSIDE for each (longitude, latitude). An edge belongs to what it bounds."""
        found: Places = np.zeros(len(points), dtype=np.int8)
        near = np.flatnonzero(self._in_reach(points))
        if not len(near):
            return found
        within = shapely.intersects_xy(self.shape, points[near, 0], points[near, 1])
        flat = shapely.points(self.plane.metres(points[near]))
        edge = shapely.dwithin(self.ground, flat, TOLERANCE_M)
        around = shapely.dwithin(self.ground, flat, self.buffer_m + TOLERANCE_M)
        found[near] = np.where(within | edge, INSIDE, np.where(around, BUFFER, OUTSIDE))
        return found

    def _in_reach(self, points: Points) -> npt.NDArray[np.bool_]:
        """A quick look: within the box around the shape and its buffer."""
        west, south, east, north = self.shape.bounds
        tall = (self.buffer_m + TOLERANCE_M) / METRES_PER_DEGREE
        wide = tall / max(np.cos(np.radians(max(abs(south), abs(north)) + tall)), 0.01)
        longitude, latitude = points[:, 0], points[:, 1]
        found: npt.NDArray[np.bool_] = (
            (west - wide <= longitude)
            & (longitude <= east + wide)
            & (south - tall <= latitude)
            & (latitude <= north + tall)
        )
        return found


def as_points(pairs: Sequence[tuple[float | None, float | None]]) -> Points:
    """(longitude, latitude) pairs side by side, for testing many at once."""
    return np.asarray(pairs, dtype=np.float64).reshape(-1, 2)


def read_area(
    geometry: Mapping[str, Any] | None, boxes: Sequence[Sequence[float]], buffer_km: float
) -> Area | None:
    """All that GeoJSON and boxes of (west, south, east, north) enclose; None where they are not given.

    Polygons count wherever they stand: alone, in features, in collections. Raises ValueError in words for what
    is no area on earth.
    """
    parts = [_polygon(part) for part in polygons_in(geometry or {})] + [_box(box) for box in boxes]
    if geometry and not parts:
        raise ValueError("The geometry holds no polygon.")
    if not parts:
        return None
    joined = shapely.union_all(parts)
    west, south, east, north = joined.bounds
    if not (west >= -180 and east <= 180 and south > -90 and north < 90):
        raise ValueError("The area leaves the earth: longitude stands before latitude.")
    shapely.prepare(joined)
    return Area(joined, buffer_km * 1000)


def polygons_in(geometry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Each Polygon and MultiPolygon in any GeoJSON object."""
    kind = geometry.get("type")
    if kind == "Feature":
        yield from polygons_in(geometry.get("geometry") or {})
    elif kind in NESTED:
        for part in geometry.get(NESTED[kind]) or ():
            yield from polygons_in(part)
    elif kind in {"Polygon", "MultiPolygon"}:
        yield geometry


def _polygon(geometry: Mapping[str, Any]) -> shapely.Geometry:
    try:
        read = shapely.make_valid(shape(geometry))
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise ValueError(f"A polygon cannot be read: {error}") from error
    if read.is_empty or not read.area:
        raise ValueError("A polygon encloses nothing.")
    return read


def _box(corners: Sequence[float]) -> shapely.Geometry:
    if len(corners) != 4 or not all(np.isfinite(corner) for corner in corners):
        raise ValueError("A box is four numbers: west, south, east, north.")
    west, south, east, north = corners
    if west >= east or south >= north:
        raise ValueError("A box is west before east, south before north.")
    return shapely.box(west, south, east, north)
