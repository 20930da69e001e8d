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


class Place(StrEnum):
    """Where an asset lies against an area."""

    INSIDE = "inside"
    BUFFER = "buffer"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Projection:
    """An azimuthal equidistant projection around one place: metres east and north of it.

    Within 100 km of the middle, distances are true to a few parts in ten thousand.
    """

    longitude: float
    latitude: float

    def metres(self, points: Numbers) -> Numbers:
        """An array of (longitude, latitude) rows as (east, north) rows."""
        longitude, latitude = np.radians(points[:, 0] - self.longitude), np.radians(points[:, 1])
        middle = np.radians(self.latitude)
        cosine = np.sin(middle) * np.sin(latitude) + np.cos(middle) * np.cos(latitude) * np.cos(longitude)
        angle = np.arccos(np.clip(cosine, -1.0, 1.0))
        scale = np.divide(angle, np.sin(angle), out=np.ones_like(angle), where=angle > 1e-12)
        east = scale * np.cos(latitude) * np.sin(longitude)
        north = scale * (
            np.cos(middle) * np.sin(latitude) - np.sin(middle) * np.cos(latitude) * np.cos(longitude)
        )
        across, along = self._radii
        return np.column_stack([east * across, north * along])

    def degrees(self, points: Numbers) -> Numbers:
        """The way back: (east, north) rows as (longitude, latitude)."""
        across, along = self._radii
        east, north = points[:, 0] / across, points[:, 1] / along
        angle, middle = np.hypot(east, north), np.radians(self.latitude)
        scale = np.divide(np.sin(angle), angle, out=np.ones_like(angle), where=angle > 1e-12)
        latitude = np.arcsin(np.cos(angle) * np.sin(middle) + north * scale * np.cos(middle))
        down = np.cos(middle) * np.cos(angle) - north * scale * np.sin(middle)
        longitude = np.arctan2(east * scale, down)
        return np.column_stack([np.degrees(longitude) + self.longitude, np.degrees(latitude)])

    @cached_property
    def _radii(self) -> tuple[float, float]:
        """The earth's radii of curvature here, east to west and south to north."""
        eccentricity = FLATTENING * (2 - FLATTENING)
        bulge = 1 - eccentricity * float(np.sin(np.radians(self.latitude))) ** 2
        return EQUATOR_M / bulge**0.5, EQUATOR_M * (1 - eccentricity) / bulge**1.5


@dataclass(frozen=True)
class Area:
    """An operator's area with its buffer."""

    shape: shapely.Geometry
    buffer_km: float

    @cached_property
    def projection(self) -> Projection:
        west, south, east, north = self.shape.bounds
        return Projection((west + east) / 2, (south + north) / 2)

    @cached_property
    def _ground(self) -> shapely.Geometry:
        ground = shapely.transform(self.shape, self.projection.metres)
        shapely.prepare(ground)
        return ground

    def distances(
        self, longitudes: Sequence[float] | Numbers, latitudes: Sequence[float] | Numbers
    ) -> Numbers:
        """Metres from each place to the area; 0 inside and on the edge."""
        points = self.projection.metres(np.column_stack([longitudes, latitudes]).astype(float))
        metres: Numbers = shapely.distance(self._ground, shapely.points(points))
        within = shapely.intersects_xy(self.shape, np.asarray(longitudes), np.asarray(latitudes))
        return np.where(within | (metres <= EDGE_M), 0.0, metres)

    def places(self, longitudes: Sequence[float], latitudes: Sequence[float]) -> list[Place]:
        """Where each place lies. The edge belongs to the area, and the buffer's edge to the buffer."""
        if not len(longitudes):
            return []
        reach = self.buffer_km * 1000 + EDGE_M if self.buffer_km > 0 else 0.0
        return [
            Place.INSIDE if metres == 0 else Place.BUFFER if metres <= reach else Place.OUTSIDE
            for metres in self.distances(longitudes, latitudes).tolist()
        ]

    def drawn(self, pixel_degrees: float = 0) -> dict[str, Any]:
        """The area as GeoJSON, with no more corners than a drawing of its own, or one of such pixels, can show."""
        return self._geojson(self._ground, pixel_degrees)

    def buffer_drawn(self, pixel_degrees: float = 0) -> dict[str, Any] | None:
        """The area with its buffer as GeoJSON; None where there is none."""
        if self.buffer_km <= 0:
            return None
        grown = shapely.buffer(self._ground, self.buffer_km * 1000, quad_segs=6)
        return self._geojson(grown, pixel_degrees)

    def _geojson(self, ground: shapely.Geometry, pixel_degrees: float) -> dict[str, Any]:
        west, south, east, north = ground.bounds
        pixel_m = pixel_degrees * METRES_PER_DEGREE / 2
        plain = shapely.simplify(ground, max(east - west, north - south, pixel_m * 1000) / 1000)
        drawn: dict[str, Any] = shapely.geometry.mapping(shapely.transform(plain, self.projection.degrees))
        return drawn


def area_from_geojson(geometry: Mapping[str, Any] | None, buffer_km: float) -> Area | None:
    """The area that a GeoJSON Polygon or MultiPolygon (or a Feature of one) draws; None where it draws none."""
    if geometry and geometry.get("type") == "Feature":
        geometry = geometry.get("geometry")
    if not geometry or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        return None
    try:
        shape = shapely.make_valid(shapely.geometry.shape(geometry))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError):
        return None
    return None if shape.is_empty or shape.area == 0 else Area(shape, buffer_km)
