"""Degrees as metres on the ground: a transverse Mercator plane on the WGS 84 ellipsoid, around one place."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.float64]

EQUATOR_M = 6_378_137.0
E2 = 0.006_694_379_990_14
# Squared second eccentricity.
E2_PRIME = E2 / (1 - E2)
# Of the length of a meridian from the equator, by multiples of the latitude.
ARC = (
    1 - E2 / 4 - 3 * E2**2 / 64 - 5 * E2**3 / 256,
    3 * E2 / 8 + 3 * E2**2 / 32 + 45 * E2**3 / 1024,
    15 * E2**2 / 256 + 45 * E2**3 / 1024,
    35 * E2**3 / 3072,
)


@dataclass(frozen=True)
class Plane:
    """A plane that touches the earth along the meridian of its middle.

    Lengths are too long by the square of the distance from that meridian over twice the square of the earth's
    radius: half a metre in two kilometres at 140 km, nothing to speak of within 50 km.
    """

    longitude: float
    latitude: float

    def metres(self, points: Points) -> Points:
        """Rows of (longitude, latitude) as rows of metres (east, north) of the middle."""
        latitude = np.radians(points[:, 1])
        cosine, tangent = np.cos(latitude), np.tan(latitude) ** 2
        bend = E2_PRIME * cosine**2
        normal = EQUATOR_M / np.sqrt(1 - E2 * np.sin(latitude) ** 2)
        a = np.radians(points[:, 0] - self.longitude) * cosine
        east = normal * (
            a
            + (1 - tangent + bend) * a**3 / 6
            + (5 - 18 * tangent + tangent**2 + 72 * bend - 58 * E2_PRIME) * a**5 / 120
        )
        rise = a**2 / 2 + (5 - tangent + 9 * bend + 4 * bend**2) * a**4 / 24
        north = meridian_m(latitude) + normal * np.tan(latitude) * rise
        return np.column_stack([east, north - meridian_m(np.radians(np.array(self.latitude)))])


def meridian_m(latitude: Numbers) -> Numbers:
    """Metres along a meridian from the equator to a latitude in radians."""
    first, second, fourth, sixth = ARC
    return EQUATOR_M * (
        first * latitude
        - second * np.sin(2 * latitude)
        + fourth * np.sin(4 * latitude)
        - sixth * np.sin(6 * latitude)
    )
