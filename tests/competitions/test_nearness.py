"""Which assets are near an area, boxes of the map, and its cells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competitions.rules.geometry import Area, Place, area_from_geojson
from competitions.rules.mapping import MOST_CELLS, Box, NotABox, box_around, cell_degrees, zoom_of
from competitions.rules.nearness import Points, counts, near
from tests.factories.competitions import MONKTONHALL

LONGITUDES, LATITUDES = st.floats(-3.4, -2.7), st.floats(55.8, 56.1)


def area(buffer_km: float = 0.1) -> Area:
    found = area_from_geojson(MONKTONHALL, buffer_km)
    assert found
    return found


def points(places: list[tuple[float, float]]) -> Points:
    xs, ys = np.array([x for x, _ in places], float), np.array([y for _, y in places], float)
    zeros = np.zeros(len(places), np.int64)
    return Points(np.arange(len(places)), xs, ys, zeros, zeros)


@given(st.lists(st.tuples(LONGITUDES, LATITUDES), max_size=30), st.sampled_from([0.0, 0.1, 5.0]))
def test_every_asset_is_at_one_place_the_nearest_first_as_the_area_itself_says(
    places: list[tuple[float, float]], buffer_km: float
) -> None:
    found = near(area(buffer_km), points(places))
    said = area(buffer_km).places([x for x, _ in places], [y for _, y in places])
    assert sorted(int(pk) for one in found for pk in one.points.ids) == list(range(len(places)))
    for one in found:
        assert all(said[pk] is one.place for pk in one.points.ids)
        assert list(one.metres) == sorted(one.metres)


@given(st.lists(st.tuples(LONGITUDES, LATITUDES), max_size=30), st.sampled_from([0.0, 0.1, 5.0, 30.0]))
def test_counting_near_the_box_alone_misses_nobody(
    places: list[tuple[float, float]], buffer_km: float
) -> None:
    inside, buffer, _ = near(area(buffer_km), points(places))
    assert counts(area(buffer_km), points(places)) == (len(inside.points), len(buffer.points))


def test_the_edge_and_the_rim_of_the_buffer_belong_to_what_is_within() -> None:
    found = near(area(), points([(-3.10, 55.94), (-3.05, 55.96), (-3.05, 55.97)]))
    assert {one.place: one.points.ids.tolist() for one in found} == {
        Place.INSIDE: [0, 1],
        Place.BUFFER: [],
        Place.OUTSIDE: [2],
    }


def test_nobody_is_near_when_there_is_nobody() -> None:
    assert [len(one.points) for one in near(area(), points([]))] == [0, 0, 0]


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,x", "3,0,1,9", "0,9,1,3", "nan,0,1,1", "0,0,inf,1"])
def test_what_is_no_box_is_said(text: str) -> None:
    with pytest.raises(NotABox):
        Box.read(text)


def test_a_box_is_no_larger_than_the_earth() -> None:
    assert Box.read("-500,-95,500,95").bounds == (-180, -90, 180, 90)


@given(st.lists(st.tuples(st.floats(-170, 170), st.floats(-80, 80)), min_size=1, max_size=10))
def test_the_first_view_holds_everybody(places: list[tuple[float, float]]) -> None:
    box = box_around(places)
    assert all(box.west < x < box.east and box.south < y < box.north for x, y in places)


@given(st.floats(-10, 0), st.floats(0.001, 20), st.integers(0, 18))
def test_there_are_never_more_cells_than_a_map_can_show(west: float, width: float, zoom: int) -> None:
    box = Box(west, 50, west + width, 50 + width)
    wide, high = cell_degrees(box, zoom)
    assert (box.east - box.west) / wide <= MOST_CELLS + 1e-6
    assert (box.north - box.south) / high <= MOST_CELLS + 1e-6


def test_a_box_is_seen_from_the_distance_at_which_it_fits() -> None:
    assert zoom_of(Box(-180, -80, 180, 80), 256) == 0
    assert zoom_of(Box(-9, 49, 3, 60), 960) == 6
    assert zoom_of(Box(0, 50, 1e-9, 51), 960) == 18
