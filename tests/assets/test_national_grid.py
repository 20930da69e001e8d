"""National Grid to WGS 84, against the survey's published example and an independent way back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from assets.rules import national_grid as grid

# The National Grid's land: Scilly to Shetland.
EASTINGS = st.floats(80_000, 656_000)
NORTHINGS = st.floats(5_000, 1_220_000)
METRES_PER_DEGREE = 111_320.0


def degrees(whole: int, minutes: int, seconds: float) -> float:
    return whole + minutes / 60 + seconds / 3600


def forward(latitude: np.ndarray, longitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Radians on Airy's ellipsoid to the grid: the guide's terms I to VI."""
    bulge = 1 - grid.AIRY.squared_eccentricity * np.sin(latitude) ** 2
    across = grid.AIRY.major * grid.SCALE / np.sqrt(bulge)
    along = grid.AIRY.major * grid.SCALE * (1 - grid.AIRY.squared_eccentricity) / bulge**1.5
    eta, tan2, cos = across / along - 1, np.tan(latitude) ** 2, np.cos(latitude)
    away = longitude - grid.TRUE_LONGITUDE
    first = grid.meridian_arc(latitude) + grid.TRUE_NORTH_M
    second = across / 2 * np.sin(latitude) * cos
    third = across / 24 * np.sin(latitude) * cos**3 * (5 - tan2 + 9 * eta)
    third_a = across / 720 * np.sin(latitude) * cos**5 * (61 - 58 * tan2 + tan2**2)
    fourth, fifth = across * cos, across / 6 * cos**3 * (across / along - tan2)
    sixth = across / 120 * cos**5 * (5 - 18 * tan2 + tan2**2 + 14 * eta - 58 * tan2 * eta)
    north = first + second * away**2 + third * away**4 + third_a * away**6
    east = grid.TRUE_EAST_M + fourth * away + fifth * away**3 + sixth * away**5
    return east, north


def test_the_surveys_worked_example_comes_out_to_the_last_digit_that_it_prints() -> None:
    latitude, longitude = grid.to_airy(np.array([651_409.903]), np.array([313_177.270]))
    assert_allclose(np.degrees(latitude), degrees(52, 39, 27.2531), atol=5e-5 / 3600)
    assert_allclose(np.degrees(longitude), degrees(1, 43, 4.5177), atol=5e-5 / 3600)


@given(EASTINGS, NORTHINGS)
def test_what_goes_to_the_ellipsoid_comes_back_to_the_grid(easting: float, northing: float) -> None:
    east, north = forward(*grid.to_airy(np.array([easting]), np.array([northing])))
    # The series are cut off after their sixth order: a few centimetres at the furthest edges.
    assert_allclose([east[0], north[0]], [easting, northing], atol=0.1)


@given(EASTINGS, NORTHINGS, st.floats(1, 500), st.floats(0, 6.28))
def test_a_step_on_the_grid_is_as_long_on_the_ground(
    easting: float, northing: float, length: float, way: float
) -> None:
    """The grid's scale is between 0.9996 and about 1.0005, so that a step keeps its length to a part in a thousand."""
    longitudes, latitudes = grid.to_wgs84(
        np.array([easting, easting + length * np.cos(way)]),
        np.array([northing, northing + length * np.sin(way)]),
    )
    north = (latitudes[1] - latitudes[0]) * METRES_PER_DEGREE
    east = (longitudes[1] - longitudes[0]) * METRES_PER_DEGREE * np.cos(np.radians(latitudes[0]))
    assert np.hypot(east, north) == pytest.approx(length, rel=6e-3)


def test_the_shift_to_wgs84_is_within_five_metres() -> None:
    """The same water tower by the survey's exact transformation (OSTN15)."""
    latitude, longitude = degrees(52, 39, 28.8282), degrees(1, 42, 57.8663)
    longitudes, latitudes = grid.to_wgs84(np.array([651_409.804]), np.array([313_177.450]))
    north = (latitudes[0] - latitude) * METRES_PER_DEGREE
    east = (longitudes[0] - longitude) * METRES_PER_DEGREE * np.cos(np.radians(latitude))
    assert np.hypot(east, north) < 5
