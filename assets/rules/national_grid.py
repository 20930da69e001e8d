"""British National Grid (EPSG:27700) to WGS 84: a transverse Mercator on Airy's ellipsoid undone, then a shift.

The constants and the series are those of the Ordnance Survey's "A guide to coordinate systems in Great Britain",
annexes A to C. The shift is good to about 5 m anywhere in Great Britain: the survey's own grid of corrections (OSTN15)
would be needed to do better, and a postcode is wider than that.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Ellipsoid:
    """Half axes in metres."""

    major: float
    minor: float

    @property
    def squared_eccentricity(self) -> float:
        return 1 - (self.minor / self.major) ** 2


AIRY = Ellipsoid(6_377_563.396, 6_356_256.909)
WGS84 = Ellipsoid(6_378_137.0, 6_356_752.314_245)
SCALE = 0.999_601_2717
TRUE_EAST_M, TRUE_NORTH_M = 400_000.0, -100_000.0
TRUE_LATITUDE, TRUE_LONGITUDE = float(np.radians(49.0)), float(np.radians(-2.0))
# From the Airy datum to WGS 84: metres, parts of one, radians.
SHIFT_M = np.array([446.448, -125.157, 542.060])
GROWTH = -20.4894e-6
TURNS = np.radians(np.array([0.1502, 0.2470, 0.8421]) / 3600)
ROUNDS = 10


def to_wgs84(eastings: Numbers, northings: Numbers) -> tuple[Numbers, Numbers]:
    """Metres on the National Grid as (longitudes, latitudes) in degrees of WGS 84, within about 5 m."""
    latitude, longitude = to_airy(eastings, northings)
    return _geodetic(_shifted(_cartesian(latitude, longitude)))


def meridian_arc(latitude: Numbers) -> Numbers:
    """Metres along the meridian from the true origin, scaled (the guide's M)."""
    n = (AIRY.major - AIRY.minor) / (AIRY.major + AIRY.minor)
    less, more = latitude - TRUE_LATITUDE, latitude + TRUE_LATITUDE
    arc: Numbers = (
        (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
        - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(less) * np.cos(more)
        + (15 / 8 * n**2 + 15 / 8 * n**3) * np.sin(2 * less) * np.cos(2 * more)
        - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
    )
    return AIRY.minor * SCALE * arc


def to_airy(eastings: Numbers, northings: Numbers) -> tuple[Numbers, Numbers]:
    """(Latitudes, longitudes) in radians on the survey's own datum."""
    latitude = np.full_like(northings, TRUE_LATITUDE)
    for _ in range(ROUNDS):
        left = northings - TRUE_NORTH_M - meridian_arc(latitude)
        latitude = latitude + left / (AIRY.major * SCALE)
    bulge = 1 - AIRY.squared_eccentricity * np.sin(latitude) ** 2
    across = AIRY.major * SCALE / np.sqrt(bulge)
    along = AIRY.major * SCALE * (1 - AIRY.squared_eccentricity) / bulge**1.5
    return _away_from_the_meridian(latitude, eastings - TRUE_EAST_M, across, along)


def _away_from_the_meridian(
    latitude: Numbers, east: Numbers, across: Numbers, along: Numbers
) -> tuple[Numbers, Numbers]:
    """The guide's terms VII to XIIA."""
    eta, tan, sec = across / along - 1, np.tan(latitude), 1 / np.cos(latitude)
    tan2, tan4, tan6 = tan**2, tan**4, tan**6
    vii = tan / (2 * along * across)
    viii = tan / (24 * along * across**3) * (5 + 3 * tan2 + eta - 9 * tan2 * eta)
    ix = tan / (720 * along * across**5) * (61 + 90 * tan2 + 45 * tan4)
    x = sec / across
    xi = sec / (6 * across**3) * (across / along + 2 * tan2)
    xii = sec / (120 * across**5) * (5 + 28 * tan2 + 24 * tan4)
    xiia = sec / (5040 * across**7) * (61 + 662 * tan2 + 1320 * tan4 + 720 * tan6)
    return (
        latitude - vii * east**2 + viii * east**4 - ix * east**6,
        TRUE_LONGITUDE + x * east - xi * east**3 + xii * east**5 - xiia * east**7,
    )


def _cartesian(latitude: Numbers, longitude: Numbers) -> Numbers:
    """Rows of (x, y, z) in metres from the earth's middle, at height 0 on Airy's ellipsoid."""
    squared = AIRY.squared_eccentricity
    across = AIRY.major / np.sqrt(1 - squared * np.sin(latitude) ** 2)
    level = across * np.cos(latitude)
    return np.column_stack(
        [level * np.cos(longitude), level * np.sin(longitude), across * (1 - squared) * np.sin(latitude)]
    )


def _shifted(points: Numbers) -> Numbers:
    x, y, z = TURNS
    turn = np.array([[1 + GROWTH, -z, y], [z, 1 + GROWTH, -x], [-y, x, 1 + GROWTH]])
    moved: Numbers = points @ turn.T + SHIFT_M
    return moved


def _geodetic(points: Numbers) -> tuple[Numbers, Numbers]:
    """(Longitudes, latitudes) in degrees of points near the surface of WGS 84."""
    squared = WGS84.squared_eccentricity
    level = np.hypot(points[:, 0], points[:, 1])
    latitude = np.arctan2(points[:, 2], level * (1 - squared))
    for _ in range(ROUNDS):
        across = WGS84.major / np.sqrt(1 - squared * np.sin(latitude) ** 2)
        latitude = np.arctan2(points[:, 2] + squared * across * np.sin(latitude), level)
    return np.degrees(np.arctan2(points[:, 1], points[:, 0])), np.degrees(latitude)
