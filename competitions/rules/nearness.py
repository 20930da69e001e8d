"""Which of many assets lie inside an area, in its buffer only, and outside it, the nearest first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from competitions.rules.geometry import EDGE_M, Area, Numbers, Place

Whole = NDArray[np.int64]
# Room in degrees around an area within which a place may be in its buffer: 1 km is less than this everywhere in Europe.
KM_DEGREES = 0.03


@dataclass(frozen=True)
class Points:
    """Assets side by side: keys, degrees, and capacities in W."""

    ids: Whole
    longitudes: Numbers
    latitudes: Numbers
    export_w: Whole
    import_w: Whole

    def __len__(self) -> int:
        return len(self.ids)

    def at(self, chosen: Whole) -> "Points":
        """Only those, in that order."""
        return Points(
            self.ids[chosen],
            self.longitudes[chosen],
            self.latitudes[chosen],
            self.export_w[chosen],
            self.import_w[chosen],
        )


@dataclass(frozen=True)
class Near:
    """The assets at one place against an area, with metres on the ground to the area (0 inside)."""

    place: Place
    points: Points
    metres: Numbers


def near(area: Area, points: Points) -> list[Near]:
    """Inside, in the buffer only, and outside; each with the nearest first, then by key."""
    metres = area.distances(points.longitudes, points.latitudes) if len(points) else np.empty(0)
    reach = area.buffer_km * 1000 + EDGE_M if area.buffer_km > 0 else 0.0
    inside, in_reach = metres == 0, metres <= reach
    places = (
        (Place.INSIDE, inside),
        (Place.BUFFER, in_reach & ~inside),
        (Place.OUTSIDE, ~in_reach & ~inside),
    )
    found = []
    for place, these in places:
        chosen = np.flatnonzero(these)
        chosen = chosen[np.lexsort((points.ids[chosen], metres[chosen]))]
        found.append(Near(place, points.at(chosen), metres[chosen]))
    return found


def counts(area: Area, points: Points) -> tuple[int, int]:
    """How many lie inside and how many in the buffer only; only those near its box are measured."""
    west, south, east, north = area.shape.bounds
    room = (area.buffer_km + 0.1) * KM_DEGREES
    close = (points.longitudes >= west - room) & (points.longitudes <= east + room)
    close &= (points.latitudes >= south - room) & (points.latitudes <= north + room)
    inside, buffer, _ = near(area, points.at(np.flatnonzero(close)))
    return len(inside.points), len(buffer.points)
