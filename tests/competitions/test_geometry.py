"""Inside, in the buffer, outside."""

from math import cos, radians
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.rules.geometry import Area, Place, Projection, area_from_geojson
from competitions.rules.places import Whereabouts, place_of, postcode_matches
from tests.factories.competitions import MONKTONHALL

METRES_OF_A_DEGREE = 111_320.0
SQUARE_WITH_HOLE = {
    "type": "Polygon",
    "coordinates": [
        [[-3.1, 55.9], [-3.0, 55.9], [-3.0, 56.0], [-3.1, 56.0], [-3.1, 55.9]],
        [[-3.06, 55.94], [-3.04, 55.94], [-3.04, 55.96], [-3.06, 55.96], [-3.06, 55.94]],
    ],
}


def area_of(geometry: dict[str, Any], buffer_km: float = 0.1) -> Area:
    area = area_from_geojson(geometry, buffer_km)
    assert area is not None
    return area


def place(area: Area, longitude: float, latitude: float) -> Place:
    return area.places([longitude], [latitude])[0]


@pytest.mark.parametrize(
    ("longitude", "latitude", "expected"),
    [
        (-3.05, 55.94, Place.INSIDE),
        (-3.10, 55.94, Place.INSIDE),
        (-3.10, 55.92, Place.INSIDE),
        (-3.05, 55.96, Place.INSIDE),
        (-3.05, 55.96 + 90 / METRES_OF_A_DEGREE, Place.BUFFER),
        (-3.05, 55.96 + 110 / METRES_OF_A_DEGREE, Place.OUTSIDE),
        (-3.00 + 90 / METRES_OF_A_DEGREE / cos(radians(55.94)), 55.94, Place.BUFFER),
        (-3.00 + 110 / METRES_OF_A_DEGREE / cos(radians(55.94)), 55.94, Place.OUTSIDE),
        (55.94, -3.05, Place.OUTSIDE),
    ],
)
def test_the_edge_is_inside_and_the_buffer_is_metres_on_the_ground(
    longitude: float, latitude: float, expected: Place
) -> None:
    assert place(area_of(MONKTONHALL), longitude, latitude) is expected


def test_without_a_buffer_what_is_not_inside_is_outside() -> None:
    assert place(area_of(MONKTONHALL, 0), -3.05, 55.9601) is Place.OUTSIDE


def test_a_hole_is_outside_and_its_edge_inside() -> None:
    area = area_of(SQUARE_WITH_HOLE)
    assert place(area, -3.05, 55.95) is Place.OUTSIDE
    assert place(area, -3.06, 55.95) is Place.INSIDE
    assert place(area, -3.05, 55.9405) is Place.BUFFER
    assert place(area, -3.08, 55.95) is Place.INSIDE


def test_each_part_of_a_multipolygon_counts() -> None:
    far = [[[point[0] + 1, point[1]] for point in ring] for ring in MONKTONHALL["coordinates"]]
    area = area_of({"type": "MultiPolygon", "coordinates": [MONKTONHALL["coordinates"], far]})
    assert area.places([-3.05, -2.05, -2.5], [55.94] * 3) == [Place.INSIDE, Place.INSIDE, Place.OUTSIDE]


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]},
        {"type": "Polygon", "coordinates": "nonsense"},
        {"type": "Polygon"},
    ],
)
def test_what_draws_no_area_is_none(geometry: dict[str, Any] | None) -> None:
    assert area_from_geojson(geometry, 0.1) is None


def test_a_feature_and_a_polygon_that_crosses_itself_are_taken() -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 50], [1, 51], [1, 50], [0, 51], [0, 50]]]}
    area = area_of({"type": "Feature", "geometry": bow, "properties": {}})
    assert place(area, 0.1, 50.5) is Place.INSIDE


def test_a_distance_across_half_of_britain_is_true_to_a_thousandth() -> None:
    """Edinburgh to London by Vincenty's formula on WGS 84 is 534.0 km, measured from a place between them."""
    (edinburgh, london) = Projection(-1.7, 53.7).metres(_points((-3.1883, 55.9533), (-0.1276, 51.5072)))
    away = ((edinburgh[0] - london[0]) ** 2 + (edinburgh[1] - london[1]) ** 2) ** 0.5
    assert away == pytest.approx(534_000, rel=1e-3)


@given(st.floats(-8, 2), st.floats(49.5, 61), st.floats(-1.5, 1.5), st.floats(-1, 1))
def test_metres_and_degrees_are_each_others_way_back(
    lon: float, lat: float, east: float, north: float
) -> None:
    projection = Projection(lon, lat)
    there = _points((lon + east, lat + north))
    back = projection.degrees(projection.metres(there))
    assert back[0] == pytest.approx(there[0], abs=1e-9)


def test_a_drawing_keeps_the_area_and_surrounds_it_with_the_buffer() -> None:
    area = area_of(MONKTONHALL, 0.5)
    buffer = area.buffer_drawn()
    assert buffer is not None
    assert area_of(area.drawn()).places([-3.05], [55.94]) == [Place.INSIDE]
    assert area_of(buffer).places([-3.05], [55.963]) == [Place.INSIDE]
    assert area_of(MONKTONHALL, 0).buffer_drawn() is None


@pytest.mark.parametrize(
    ("wanted", "matches"),
    [
        (["EH21 6AA"], True),
        (["eh216aa"], True),
        (["EH21 6"], True),
        (["EH21"], True),
        (["EH2 1"], False),
        (["EH2"], False),
        (["EH21 7"], False),
        ([], False),
    ],
)
def test_postcodes_match_whole_by_sector_and_by_district(wanted: list[str], matches: bool) -> None:
    assert postcode_matches("EH21 6AA", wanted) is matches


@pytest.mark.parametrize(
    ("where", "postcodes", "expected"),
    [
        (Whereabouts(-3.05, 55.94, "ZZ1 1ZZ"), ["EH21"], Place.INSIDE),
        (Whereabouts(-2.0, 55.94, "EH21 6AA"), ["EH21"], Place.INSIDE),
        (Whereabouts(None, None, "EH21 6AA"), ["EH21"], Place.INSIDE),
        (Whereabouts(None, None, "M1 1AE"), ["EH21"], Place.UNKNOWN),
        (Whereabouts(None, None, "EH21 6AA"), [], Place.UNKNOWN),
        (Whereabouts(None, None), ["EH21"], Place.UNKNOWN),
    ],
)
def test_a_boundary_is_all_that_it_draws_and_all_that_it_lists(
    where: Whereabouts, postcodes: list[str], expected: Place
) -> None:
    assert place_of(area_of(MONKTONHALL), postcodes, where) is expected


def _points(*points: tuple[float, float]) -> Any:
    return np.array(points, dtype=float)


def test_listed_postcodes_alone_leave_nobody_outside_in_doubt() -> None:
    assert place_of(None, ["EH21"], Whereabouts(None, None, "M1 1AE")) is Place.OUTSIDE
    assert place_of(None, [], Whereabouts(-3.05, 55.94, "EH21 6AA")) is Place.UNKNOWN


def test_a_long_edge_along_a_parallel_is_followed_where_it_runs() -> None:
    """Ten kilometres of a parallel bend by metres on the ground."""
    wide = {
        "type": "Polygon",
        "coordinates": [[[-3.2, 55.9], [-3.0, 55.9], [-3.0, 56.0], [-3.2, 56.0], [-3.2, 55.9]]],
    }
    area = area_of(wide, 0.1)
    metres = area.distances([-3.1, -3.15], [56.0 + 100 / 111_356.0, 56.0 + 100 / 111_356.0])
    assert metres == pytest.approx([100, 100], abs=0.1)


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [[[-3, 55]]]},
        {"type": "Point", "coordinates": [-3, 55]},
        {"type": "FeatureCollection", "features": "none"},
        {"type": "Feature", "geometry": None},
        {"type": "Polygon", "coordinates": [[[0, 0], [float("nan"), 1], [1, 1], [0, 0]]]},
    ],
)
def test_what_draws_nothing_is_no_area(broken: dict[str, Any]) -> None:
    assert area_from_geojson(broken, 0.1) is None


def test_boxes_are_joined_with_what_is_drawn() -> None:
    area = area_from_geojson(MONKTONHALL, 0.0, [[-4.0, 55.0, -3.9, 55.1], ["x", 1, 2, 3], [1, 2]])
    assert area is not None
    assert area.places([-3.95, -3.05, -3.5], [55.05, 55.94, 55.5]) == [
        Place.INSIDE,
        Place.INSIDE,
        Place.OUTSIDE,
    ]
