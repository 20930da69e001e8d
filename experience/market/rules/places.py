"""Inside an area or not: polygons with a buffer, postcodes and postcode sectors."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import shape

METRES_PER_DEGREE = 111_195.0
Points = npt.NDArray[np.float64]


def normalise_postcode(text: str) -> str:
    """Upper case with one space before the last three characters: `td13ab` -> `TD1 3AB`."""
    joined = "".join(text.upper().split())
    return f"{joined[:-3]} {joined[-3:]}" if len(joined) > 4 else joined


def postcode_in(postcode: str, listed: Sequence[str]) -> bool:
    """Whether a postcode is listed itself or lies in a listed sector (`TD1 3`) or district (`TD1`)."""
    whole = normalise_postcode(postcode)
    if not whole:
        return False
    district, _, inward = whole.partition(" ")
    names = {" ".join(entry.upper().split()) for entry in listed}
    return bool(names & {whole, whole.replace(" ", ""), f"{district} {inward[:1]}", district})


def as_points(pairs: Sequence[tuple[float | None, float | None]]) -> Points:
    """(longitude, latitude) pairs side by side, for testing many at once."""
    return np.asarray(pairs, dtype=np.float64).reshape(-1, 2)


def points_within(geometry: Mapping[str, Any], buffer_km: float, points: Points) -> list[int]:
    """Which of the points (their places in the array) lie inside the GeoJSON area or at most the buffer away from it.

    Distances are taken on a plane that touches the earth in the middle of the area: right to a few metres at
    the size of a competition's area.
    """
    area = shape(geometry)
    middle = area.centroid
    scale = np.array([METRES_PER_DEGREE * math.cos(math.radians(middle.y)), METRES_PER_DEGREE])
    origin = np.array([middle.x, middle.y])
    flat = shapely.transform(area, lambda degrees: (degrees - origin) * scale)
    if buffer_km:
        flat = flat.buffer(buffer_km * 1000)
    shapely.prepare(flat)
    metres = (points - origin) * scale
    hits = shapely.intersects_xy(flat, metres[:, 0], metres[:, 1])
    return [int(place) for place in np.flatnonzero(hits)]
