"""Many assets in many areas at once are placed as each is by itself, at the rims to the centimetre."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from competitions.judging.grounds import drawn_values
from competitions.rules.geometry import Area, Numbers, Place
from competitions.rules.pairs import Placed
from competitions.selectors.grounds import COLUMNS, Drawn

BUFFERS_KM = (0.0, 0.05, 0.5, 2.0)


def ring(dice: np.random.Generator, middle: Numbers, reach: float) -> Numbers:
    """A ragged ring of corners, so that it has bays and spikes."""
    turns = np.sort(dice.uniform(0, 2 * np.pi, int(dice.integers(3, 40))))
    out = reach * dice.uniform(0.3, 1, len(turns))
    return np.column_stack([middle[0] + out * np.cos(turns) / 0.6, middle[1] + out * np.sin(turns)])


def an_area(dice: np.random.Generator) -> Area:
    """An area of some kilometres with a hole or a second part, now and then."""
    middle = np.array([dice.uniform(-6, 1), dice.uniform(50, 58)])
    shape = shapely.make_valid(shapely.Polygon(ring(dice, middle, 0.05)))
    if dice.integers(2):
        shape = shapely.difference(shape, shapely.make_valid(shapely.Polygon(ring(dice, middle, 0.015))))
    if dice.integers(2):
        other = shapely.make_valid(shapely.Polygon(ring(dice, middle + np.array([0.09, 0.03]), 0.02)))
        shape = shapely.union(shape, other)
    return Area(shape, BUFFERS_KM[dice.integers(len(BUFFERS_KM))])


def places_around(dice: np.random.Generator, area: Area) -> Numbers:
    """Degrees all over its box, and close by its edge and its buffer's: within a centimetre to a metre."""
    west, south, east, north = area.box
    spread = np.column_stack([dice.uniform(west, east, 150), dice.uniform(south, north, 150)])
    rims = []
    for reach in (0.0, area.reach_m):
        rim = shapely.boundary(shapely.buffer(area.ground, reach, quad_segs=64))
        at = shapely.line_interpolate_point(rim, dice.uniform(0, shapely.length(rim), 100))
        off = dice.choice([0.01, 0.04, 0.06, 1.0], 100)[:, None] * dice.normal(0, 1, (100, 2))
        rims.append(area.projection.degrees(shapely.get_coordinates(at) + off))
    return np.concatenate([spread, *rims])


def drawn(areas: list[Area]) -> Drawn:
    """Areas as they are kept."""
    kept = [drawn_values(area) for area in areas]
    return Drawn([(number, *(one[name] for name in COLUMNS[1:])) for number, one in enumerate(kept)])


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_many_at_once_are_placed_as_one_by_one(seed: int) -> None:
    dice = np.random.default_rng(seed)
    areas = [
        area for area in (an_area(dice) for _ in range(4)) if not area.shape.is_empty and area.shape.area
    ]
    points = np.concatenate([places_around(dice, area) for area in areas])
    found = Placed.of(points[:, 0], points[:, 1]).pairs_of(drawn(areas).grounds())
    placed = {
        (area, asset): Place.BUFFER if buffer else Place.INSIDE
        for area, asset, buffer in zip(
            found.areas.tolist(), found.assets.tolist(), found.in_buffer, strict=True
        )
    }
    for number, area in enumerate(areas):
        alone = area.places(points[:, 0].tolist(), points[:, 1].tolist())
        together = [placed.get((number, asset), Place.OUTSIDE) for asset in range(len(points))]
        assert together == alone


@pytest.mark.parametrize("buffer_km", BUFFERS_KM)
def test_the_narrow_shape_lies_in_reach_and_the_wide_one_holds_it(buffer_km: float) -> None:
    for seed in range(40):
        dice = np.random.default_rng(seed)
        area = Area(an_area(dice).shape, buffer_km)
        inner, outer = shapely.get_coordinates(area.surely), shapely.get_coordinates(area.perhaps)
        assert (shapely.distance(area.ground, shapely.points(inner)) < area.reach_m).all()
        outside = shapely.distance(area.ground, shapely.points(outer))
        # Corners in bays can lie nearer: what the shape does not hold is what counts.
        assert outside.max() < area.reach_m * 1.1
        true = shapely.buffer(area.ground, area.reach_m, quad_segs=64)
        assert shapely.covers(area.perhaps, true)
