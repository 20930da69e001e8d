"""Metres on the ground, holes, parts, boxes: where an area begins and ends."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experience.market.rules.areas import BUFFER, INSIDE, OUTSIDE, as_points, read_area
from experience.market.rules.ground import E2, EQUATOR_M, Plane

SQUARE = [[-3.0, 55.5], [-2.5, 55.5], [-2.5, 55.8], [-3.0, 55.8], [-3.0, 55.5]]
HOLE = [[-2.8, 55.6], [-2.7, 55.6], [-2.7, 55.7], [-2.8, 55.7], [-2.8, 55.6]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}
TWISTED = {"type": "Polygon", "coordinates": [[[55, -190], [56, -190], [56, -191], [55, -190]]]}
ELSEWHERE = {"type": "Polygon", "coordinates": [[[0, 52], [0.1, 52], [0.1, 52.1], [0, 52.1], [0, 52]]]}


def straight_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The length of the straight line between two places, through the ground: for a few kilometres the distance."""

    def place(longitude: float, latitude: float) -> np.ndarray:
        east, north = math.radians(longitude), math.radians(latitude)
        normal = EQUATOR_M / math.sqrt(1 - E2 * math.sin(north) ** 2)
        across = normal * math.cos(north)
        return np.array(
            [across * math.cos(east), across * math.sin(east), normal * (1 - E2) * math.sin(north)]
        )

    return float(np.linalg.norm(place(*one) - place(*other)))


@given(
    middle=st.tuples(st.floats(-8, 2), st.floats(49.5, 60.5)),
    away=st.tuples(st.floats(-0.7, 0.7), st.floats(-0.5, 0.5)),
    bearing=st.floats(0, 2 * math.pi),
    metres=st.floats(10, 2000),
)
def test_two_kilometres_are_right_to_a_quarter_of_a_metre_fifty_kilometres_from_the_middle(
    middle: tuple[float, float], away: tuple[float, float], bearing: float, metres: float
) -> None:
    start = (middle[0] + away[0], middle[1] + away[1])
    end = (
        start[0] + metres * math.sin(bearing) / 111_320 / math.cos(math.radians(start[1])),
        start[1] + metres * math.cos(bearing) / 111_320,
    )
    flat = Plane(*middle).metres(as_points([start, end]))
    assert math.dist(*flat) == pytest.approx(straight_m(start, end), abs=0.25)


def places(
    geometry: dict[str, Any] | None, buffer_km: float, *points: tuple[float, float], **more: Any
) -> list[int]:
    area = read_area(geometry, more.get("boxes", []), buffer_km)
    assert area is not None
    return area.places(as_points(list(points))).tolist()


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("at", [0.0001, 0.07, 0.15, 0.25, 0.4999])
def test_the_buffers_rim_is_right_to_a_metre_along_a_long_edge(at: float, side: int) -> None:
    """The edge runs straight in degrees, which is not straight on the ground."""
    edge = (-3.0 + at, 55.8 if side == 1 else 55.5)
    per_degree = straight_m(edge, (edge[0], edge[1] + 0.001)) * 1000
    inner, outer = [(edge[0], edge[1] + side * (2000 + metres) / per_degree) for metres in (-1, 1)]
    assert places(POLYGON, 2.0, inner, outer) == [BUFFER, OUTSIDE]


def test_corners_and_edges_are_inside() -> None:
    assert places(POLYGON, 0, (-3.0, 55.5), (-2.75, 55.8), (-3.0, 55.65)) == [INSIDE] * 3


def test_a_hole_is_outside_its_edge_inside_and_its_rim_a_buffer() -> None:
    holed = {"type": "Polygon", "coordinates": [SQUARE, HOLE]}
    middle, edge, near = (-2.75, 55.65), (-2.8, 55.65), (-2.7999, 55.65)
    assert places(holed, 0, middle, edge, near) == [OUTSIDE, INSIDE, OUTSIDE]
    assert places(holed, 0.1, middle, edge, near) == [OUTSIDE, INSIDE, BUFFER]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "MultiPolygon", "coordinates": [POLYGON["coordinates"], ELSEWHERE["coordinates"]]},
        {
            "type": "GeometryCollection",
            "geometries": [POLYGON, {"type": "Point", "coordinates": [9, 9]}, ELSEWHERE],
        },
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": {}, "geometry": POLYGON},
                {
                    "type": "Feature",
                    "properties": {},
                    "geometry": {"type": "GeometryCollection", "geometries": [ELSEWHERE]},
                },
            ],
        },
    ],
)
def test_polygons_count_wherever_they_stand(geometry: dict[str, Any]) -> None:
    assert places(geometry, 0, (-2.75, 55.65), (0.05, 52.05), (-1.0, 54.0)) == [INSIDE, INSIDE, OUTSIDE]


def test_boxes_add_to_the_polygons() -> None:
    boxes = [(0.0, 52.0, 0.1, 52.1)]
    assert places(POLYGON, 0, (-2.75, 55.65), (0.05, 52.05), boxes=boxes) == [INSIDE, INSIDE]
    assert places(None, 0.1, (0.1001, 52.05), (0.11, 52.05), boxes=boxes) == [BUFFER, OUTSIDE]


@pytest.mark.parametrize(
    ("geometry", "boxes", "words"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, [], "no polygon"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0], [0, 0]]]}, [], "encloses nothing"),
        ({"type": "Polygon", "coordinates": "here"}, [], "cannot be read"),
        ({"type": "Polygon"}, [], "cannot be read"),
        (
            {"type": "Polygon", "coordinates": [[[55, -190], [56, -190], [56, -191], [55, -190]]]},
            [],
            "leaves the earth",
        ),
        (None, [(1, 52, 0, 53)], "west before east"),
        (None, [(0, 52, 1, float("nan"))], "four numbers"),
    ],
)
def test_what_is_no_area_is_said(geometry: Any, boxes: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_area(geometry, boxes, 0)
