"""What a map shows at a zoom: boxes of degrees, cells that assets are gathered in, and how fine a line is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, log2

LARGEST_ZOOM = 18
TILE_PX = 256
CELL_PX = 64
# However far apart box and zoom are: no more cells than this across a box.
MOST_CELLS = 64
# Degrees of latitude are longer on a map of Britain than those of longitude.
FLATTER = 0.56
PADDING = 0.08
SMALLEST_DEGREES = 0.02
# The whole of Great Britain.
HOME = (-8.2, 49.8, 2.2, 59.4)


class NotABox(ValueError):
    """Words for whoever asked."""


@dataclass(frozen=True)
class Box:
    """Degrees of WGS 84."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def read(cls, text: str) -> "Box":
        """ "west,south,east,north". Raises NotABox."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError as error:
            raise NotABox("Give the box as west,south,east,north in degrees.") from error
        if not all(map(isfinite, (west, south, east, north))) or west >= east or south >= north:
            raise NotABox("West must be less than east and south less than north.")
        return cls(max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        return self.west, self.south, self.east, self.north

    def meets(self, other: "Box") -> bool:
        across = self.west <= other.east and other.west <= self.east
        return across and self.south <= other.north and other.south <= self.north


def box_around(points: Sequence[tuple[float, float]]) -> Box:
    """A box that holds all (longitude, latitude) with some room; Great Britain where there are none."""
    if not points:
        return Box(*HOME)
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    wide = max(east - west, SMALLEST_DEGREES) * PADDING + SMALLEST_DEGREES / 2
    high = max(north - south, SMALLEST_DEGREES) * PADDING + SMALLEST_DEGREES / 2
    return Box(west - wide, south - high, east + wide, north + high)


def zoom_of(box: Box, width_px: int) -> int:
    """The largest zoom at which the box is no wider than so many pixels."""
    zoom = log2(360 * width_px / TILE_PX / (box.east - box.west))
    return max(0, min(LARGEST_ZOOM, int(zoom)))


def cell_degrees(box: Box, zoom: int) -> tuple[float, float]:
    """How wide and high a cell is, in degrees."""
    wide = max(CELL_PX * pixel_degrees(zoom), (box.east - box.west) / MOST_CELLS)
    return wide, max(wide * FLATTER, (box.north - box.south) / MOST_CELLS)


def pixel_degrees(zoom: int) -> float:
    """How many degrees of longitude a pixel is."""
    return 360 / TILE_PX / 2.0**zoom
