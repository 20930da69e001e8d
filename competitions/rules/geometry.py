"""Whether a place lies in a competition's area, in its buffer, or outside. Distances are metres on the ground.

GeoJSON: longitude before latitude, straight edges between corners, holes as inner rings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

# WGS 84.
EQUATOR_M = 6_378_137.0
FLATTENING = 1 / 298.257_223_563
# A point this close to the edge is on it: less than any coordinate's own precision.
EDGE_M = 0.05
# Of latitude, everywhere about so many.
METRES_PER_DEGREE = 111_000.0
# Collections in collections are followed so far.
DEEPEST = 5
# Edges are followed in steps of this length: within two centimetres of where they run.
EDGE_STEP_DEGREES = 0.01
# Of a reach: a shape this much narrower surely lies in it, and one this much wider surely holds it, although both are
# drawn with corners for arcs and by few of them. By the sizes of buffers' errors: 1 in 100 of the distance for leaving
# corners out, 2 in 100 for four corners to a quarter of a circle, and 2 in 100 that are left out afterwards.
NARROWER, WIDER, COARSE = 0.93, 1.06, 0.02
# A degree of latitude is nowhere on earth shorter than this.
SHORTEST_DEGREE_M = 110_500.0


class Place(StrEnum):
    """Where an asset lies against an area."""

    INSIDE = "inside"
    BUFFER = "buffer"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


def metres_around(middles: Numbers, points: Numbers) -> Numbers:
    """Metres east and north of a middle, for rows of (longitude, latitude): each point around a middle of its own.

    An azimuthal equidistant projection with the earth's radii of curvature at the middle: within 100 km of it,
    distances are true to a few parts in ten thousand.
    """
    longitude, latitude = np.radians(points[:, 0] - middles[:, 0]), np.radians(points[:, 1])
    middle = np.radians(middles[:, 1])
    cosine = np.sin(middle) * np.sin(latitude) + np.cos(middle) * np.cos(latitude) * np.cos(longitude)
    angle = np.arccos(np.clip(cosine, -1.0, 1.0))
    scale = np.divide(angle, np.sin(angle), out=np.ones_like(angle), where=angle > 1e-12)
    east = scale * np.cos(latitude) * np.sin(longitude)
    north = scale * (
        np.cos(middle) * np.sin(latitude) - np.sin(middle) * np.cos(latitude) * np.cos(longitude)
    )
    across, along = _radii(middle)
    return np.column_stack([east * across, north * along])


def _radii(latitudes: Numbers) -> tuple[Numbers, Numbers]:
    """The earth's radii of curvature at latitudes in radians, east to west and south to north."""
    eccentricity = FLATTENING * (2 - FLATTENING)
    bulge = 1 - eccentricity * np.sin(latitudes) ** 2
    return EQUATOR_M / bulge**0.5, EQUATOR_M * (1 - eccentricity) / bulge**1.5


@dataclass(frozen=True)
class Projection:
    """The projection around one place: metres east and north of it (`metres_around`), and the way back."""

    longitude: float
    latitude: float

    def metres(self, points: Numbers) -> Numbers:
        """An array of (longitude, latitude) rows as (east, north) rows."""
        return metres_around(np.broadcast_to([self.longitude, self.latitude], (len(points), 2)), points)

    def degrees(self, points: Numbers) -> Numbers:
        """The way back: (east, north) rows as (longitude, latitude)."""
        across, along = _radii(np.radians(self.latitude))
        east, north = points[:, 0] / across, points[:, 1] / along
        angle, middle = np.hypot(east, north), np.radians(self.latitude)
        scale = np.divide(np.sin(angle), angle, out=np.ones_like(angle), where=angle > 1e-12)
        latitude = np.arcsin(np.cos(angle) * np.sin(middle) + north * scale * np.cos(middle))
        down = np.cos(middle) * np.cos(angle) - north * scale * np.sin(middle)
        longitude = np.arctan2(east * scale, down)
        return np.column_stack([np.degrees(longitude) + self.longitude, np.degrees(latitude)])


@dataclass(frozen=True)
class Area:
    """An operator's area with its buffer."""

    shape: shapely.Geometry
    buffer_km: float

    @cached_property
    def projection(self) -> Projection:
        west, south, east, north = self.shape.bounds
        return Projection((west + east) / 2, (south + north) / 2)

    @property
    def reach_m(self) -> float:
        """How far from the area its buffer goes, with the tolerance of an edge."""
        return max(self.buffer_km, 0) * 1000 + EDGE_M

    @cached_property
    def ground(self) -> shapely.Geometry:
        """The area in metres around its middle."""
        # An edge along a parallel bends on the ground, by metres where it is ten kilometres long.
        in_steps = shapely.segmentize(self.shape, EDGE_STEP_DEGREES)
        ground = shapely.transform(in_steps, self.projection.metres)
        shapely.prepare(ground)
        return ground

    @property
    def surely(self) -> shapely.Geometry:
        """In metres, places that are in reach whatever the precision; none where there is no buffer."""
        return self._grown(NARROWER) if self.buffer_km > 0 else shapely.Polygon()

    @property
    def perhaps(self) -> shapely.Geometry:
        """In metres, all places in reach and some that are a little further."""
        return self._grown(WIDER)

    def _grown(self, share: float) -> shapely.Geometry:
        grown = shapely.buffer(self.ground, self.reach_m * share, quad_segs=4)
        return shapely.simplify(grown, self.reach_m * COARSE)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The box of degrees (west, south, east, north) that holds the area with its buffer, drawn a little wide."""
        west, south, east, north = self.shape.bounds
        tall = self.reach_m / SHORTEST_DEGREE_M
        furthest = np.radians(min(max(abs(south), abs(north)) + tall, 89.9))
        wide = self.reach_m / (SHORTEST_DEGREE_M * float(np.cos(furthest)))
        return west - wide, south - tall, east + wide, north + tall

    def distances(
        self, longitudes: Sequence[float] | Numbers, latitudes: Sequence[float] | Numbers
    ) -> Numbers:
        """Metres from each place to the area; 0 inside and on the edge."""
        points = self.projection.metres(np.column_stack([longitudes, latitudes]).astype(float))
        metres: Numbers = shapely.distance(self.ground, shapely.points(points))
        within = shapely.intersects_xy(self.shape, np.asarray(longitudes), np.asarray(latitudes))
        return np.where(within | (metres <= EDGE_M), 0.0, metres)

    def places(self, longitudes: Sequence[float], latitudes: Sequence[float]) -> list[Place]:
        """Where each place lies. The edge belongs to the area, and the buffer's edge to the buffer."""
        if not len(longitudes):
            return []
        reach = self.reach_m if self.buffer_km > 0 else 0.0
        return [
            Place.INSIDE if metres == 0 else Place.BUFFER if metres <= reach else Place.OUTSIDE
            for metres in self.distances(longitudes, latitudes).tolist()
        ]

    def drawn(self, pixel_degrees: float = 0) -> dict[str, Any]:
        """The area as GeoJSON, with no more corners than a drawing of its own, or one of such pixels, can show."""
        return self._geojson(self.ground, pixel_degrees)

    def buffer_drawn(self, pixel_degrees: float = 0) -> dict[str, Any] | None:
        """The area with its buffer as GeoJSON; None where there is none."""
        if self.buffer_km <= 0:
            return None
        grown = shapely.buffer(self.ground, self.buffer_km * 1000, quad_segs=6)
        return self._geojson(grown, pixel_degrees)

    def _geojson(self, ground: shapely.Geometry, pixel_degrees: float) -> dict[str, Any]:
        west, south, east, north = ground.bounds
        pixel_m = pixel_degrees * METRES_PER_DEGREE / 2
        plain = shapely.simplify(ground, max(east - west, north - south, pixel_m * 1000) / 1000)
        drawn: dict[str, Any] = shapely.geometry.mapping(shapely.transform(plain, self.projection.degrees))
        return drawn


def area_from_geojson(
    geometry: Mapping[str, Any] | None, buffer_km: float, boxes: Sequence[Sequence[float]] = ()
) -> Area | None:
    """The area that GeoJSON draws, joined with boxes of (west, south, east, north) degrees; None for no area at all.

    Polygons and multi-polygons count, alone or in features and collections; points and lines enclose nothing.
    """
    parts = [shape for part in polygons_in(geometry) if (shape := _shape(part)) is not None]
    parts += [shape for box in boxes if (shape := _box(box)) is not None]
    if not parts:
        return None
    joined = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    return Area(joined, buffer_km)


def polygons_in(geometry: Any, depth: int = 0) -> list[Mapping[str, Any]]:
    """Every Polygon and MultiPolygon in a piece of GeoJSON."""
    if not isinstance(geometry, Mapping) or depth > DEEPEST:
        return []
    kind = geometry.get("type")
    if kind in {"Polygon", "MultiPolygon"}:
        return [geometry]
    if kind == "Feature":
        return polygons_in(geometry.get("geometry"), depth + 1)
    inner = {"FeatureCollection": "features", "GeometryCollection": "geometries"}.get(str(kind))
    listed = geometry.get(inner) if inner else None
    parts = listed if isinstance(listed, list) else []
    return [found for part in parts for found in polygons_in(part, depth + 1)]


def _shape(geometry: Mapping[str, Any]) -> shapely.Geometry | None:
    try:
        with np.errstate(invalid="ignore"):
            shape = shapely.make_valid(shapely.geometry.shape(geometry))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
        return None
    return _sound(shape)


def _box(corners: Sequence[float]) -> shapely.Geometry | None:
    try:
        west, south, east, north = (float(value) for value in corners)
    except (ValueError, TypeError):
        return None
    return _sound(shapely.box(min(west, east), min(south, north), max(west, east), max(south, north)))


def _sound(shape: shapely.Geometry) -> shapely.Geometry | None:
    """A shape that encloses something of the earth."""
    if shape.is_empty or shape.area == 0 or not np.isfinite(shape.bounds).all():
        return None
    west, south, east, north = shape.bounds
    return shape if west >= -180 and east <= 180 and south > -90 and north < 90 else None
