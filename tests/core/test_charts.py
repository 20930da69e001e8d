"""Pictures: the values at the right places, the same values as text, and nothing that a browser could run."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.charts import Bar, Series, Spot, area_map, bar_row, line_chart
from portal.core.charts.areas import rings
from portal.core.charts.scales import Scale, hour_marks, ticks

START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
HALF = timedelta(minutes=30)
SQUARE = [[-3.2, 55.9], [-3.1, 55.9], [-3.1, 56.0], [-3.2, 56.0], [-3.2, 55.9]]


def series(values: Sequence[float | Decimal | None], kind: str = "metered", step: bool = False) -> Series:
    return Series(kind, kind, [(START + i * HALF, value) for i, value in enumerate(values)], step=step)


def strokes(figure: str, kind: str) -> str:
    found = re.search(rf'<path class="series {kind}" d="([^"]*)"/>', figure)
    assert found
    return found.group(1)


def readings(figure: str) -> dict[str, list[list[object]]]:
    found = re.search(r'<script type="application/json">(.*?)</script>', figure)
    assert found
    return dict(json.loads(found.group(1)))


def test_higher_values_stand_higher_and_later_ones_further_right() -> None:
    path = strokes(line_chart([series([0.0, 1.0])], title="x", unit="MW"), "metered")
    (x1, y1), (x2, y2) = [tuple(map(float, point)) for point in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]
    assert x2 > x1
    assert y2 < y1


def test_a_missing_value_lifts_the_pen() -> None:
    path = strokes(line_chart([series([1.0, None, 1.0])], title="x", unit="MW"), "metered")
    assert path.count("M") == 2
    assert "L" not in path


def test_a_step_holds_its_value_until_the_next_one_and_the_last_as_long_as_the_one_before() -> None:
    path = strokes(line_chart([series([1.0, 2.0], step=True)], title="x", unit="MW"), "metered")
    assert re.fullmatch(r"M48\.0 [\d.]+H391\.0V[\d.]+H734\.0", path)


def test_a_step_ends_where_its_value_ends() -> None:
    lines = [series([1.0, 1.0, 1.0, 1.0], "baseline"), series([0.5, None], "instructed", step=True)]
    path = strokes(line_chart(lines, title="x", unit="MW"), "instructed")
    assert re.fullmatch(r"M48\.0 [\d.]+H276\.7", path)


def test_all_values_stand_in_a_table_in_local_time() -> None:
    lines = [series([Decimal("0.85"), None]), series([1, 2], "baseline")]
    figure = line_chart(lines, title="x", unit="MW")
    assert (
        '<th scope="row">Mon 23 Nov 16:00</th><td class="num">0.850</td><td class="num">1.000</td>' in figure
    )
    assert '<th scope="row">Mon 23 Nov 16:30</th><td class="num">–</td><td class="num">2.000</td>' in figure
    assert 'metered <span class="unit">MW</span>' in figure


def test_what_is_read_off_is_what_stands_in_the_table() -> None:
    read = readings(line_chart([series([0.85, None, 0.9])], title="x", unit="MW"))
    assert read["columns"] == ["", "metered, MW"]
    assert read["rows"] == [
        [0.0, "Mon 23 Nov 16:00", "0.850"],
        [0.5, "Mon 23 Nov 16:30", "–"],
        [1.0, "Mon 23 Nov 17:00", "0.900"],
    ]


@pytest.mark.parametrize(("minutes", "shown"), [(-1, False), (0, True), (20, True), (31, False)])
def test_the_present_is_marked_only_when_it_is_on_the_paper(minutes: int, shown: bool) -> None:
    figure = line_chart([series([1.0, 2.0])], title="x", unit="MW", now=START + timedelta(minutes=minutes))
    assert ('class="now"' in figure) is shown


def test_the_delivery_is_shaded_and_widens_the_paper() -> None:
    figure = line_chart([series([1.0, 2.0])], title="x", unit="MW", band=(START, START + 2 * HALF))
    assert re.search(r'<rect class="band" x="48\.0" y="22" width="686\.0" height="174"/>', figure)
    assert strokes(figure, "metered").startswith("M48.0 ")
    assert "L391.0 " in strokes(figure, "metered")


def test_a_chart_of_nothing_says_so() -> None:
    assert "No values yet" in line_chart([], title="x", unit="MW")
    assert "No values yet" in line_chart([series([None, None])], title="x", unit="MW")


def test_names_are_escaped_and_nothing_is_styled_inline() -> None:
    line = Series("<b>", "metered", [(START, 1.0)])
    for figure in (
        line_chart([line], title='"<t>', unit="<u>"),
        bar_row([Bar("<b>", 1)], title="<t>", unit="<u>"),
        area_map(
            {"type": "Polygon", "coordinates": [SQUARE]}, title='"<t>', spots=[Spot(-3.15, 55.95, "<b>")]
        ),
    ):
        assert "<b>" not in figure
        assert "<t>" not in figure
        assert "<u>" not in figure
        assert "style=" not in figure
        ElementTree.fromstring(figure.replace(" hidden>", ' hidden="">').replace(" data-reads>", ">"))


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_ticks_cover_the_values_in_even_round_steps(low: float, extent: float) -> None:
    marks = ticks(low, low + extent)
    slack = 1e-6 * max(abs(low), extent)
    assert marks[0] <= low + slack
    assert marks[-1] >= low + extent - slack
    assert 2 <= len(marks) <= 8
    steps = [b - a for a, b in pairwise(marks)]
    assert max(steps) - min(steps) < 1e-6 * max(steps) + 1e-9


def test_hour_marks_are_round_local_hours_across_a_clock_change() -> None:
    marks = list(
        hour_marks(datetime(2026, 10, 24, 23, 0, tzinfo=UTC), datetime(2026, 10, 25, 23, 0, tzinfo=UTC))
    )
    assert [mark.strftime("%H:%M") for mark in marks] == [
        "00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00",
    ]  # fmt: skip
    assert marks[1].astimezone(UTC).hour == 3


def test_a_scale_of_one_value_puts_it_in_the_middle() -> None:
    assert Scale(5, 5, 0, 100)(5) == 50


def test_a_bar_is_as_long_as_its_share_and_a_negative_one_lies_left_of_nought() -> None:
    table = bar_row([Bar("Earned", 75), Bar("Missed", Decimal(-25), "bad")], title="x", unit="£")
    assert re.findall(r'<rect x="([\d.]+)" width="([\d.]+)"', table) == [("25.0", "75.0"), ("0.0", "25.0")]
    assert '<th scope="row">Missed</th><td class="num">−25.00</td>' in table


def test_bars_of_nothing_are_an_empty_table() -> None:
    assert "<tbody></tbody>" in bar_row([], title="x", unit="£")


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        (None, 0),
        ({}, 0),
        ({"type": "Point", "coordinates": [0, 0]}, 0),
        ({"type": "Polygon", "coordinates": [SQUARE, SQUARE]}, 2),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, 2),
        ({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}, 1),
        ({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None}]}, 0),
        ({"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [SQUARE]}]}, 1),
    ],
)
def test_every_ring_of_any_shape_is_found(shape: dict[str, object] | None, count: int) -> None:
    assert len(rings(shape)) == count


def test_north_is_up_and_a_degree_of_longitude_is_shorter_than_one_of_latitude() -> None:
    figure = area_map({"type": "Polygon", "coordinates": [SQUARE]}, title="Leith")
    corners = [
        tuple(map(float, p)) for p in re.findall(r"[ML]([\d.]+) ([\d.]+)", figure.split('class="area"')[1])
    ][:3]
    south_west, south_east, north_east = corners
    assert north_east[1] < south_east[1]
    wide, high = south_east[0] - south_west[0], south_east[1] - north_east[1]
    assert wide / high == pytest.approx(0.56, abs=0.01)


def test_assets_stand_on_the_map_and_in_a_list() -> None:
    figure = area_map(
        None, title="Leith", spots=[Spot(-3.15, 55.95, "Battery"), Spot(-3.1, 55.9, "CHP", "buffer")]
    )
    assert "<li>Battery: inside</li><li>CHP: inside the buffer only</li>" in figure
    assert figure.count("<circle") == 2


def test_a_map_of_nothing_says_so() -> None:
    assert "No area was published" in area_map(None, title="x")
