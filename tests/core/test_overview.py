"""The picture of the whole portfolio, and what a tile address may be."""

from xml.etree import ElementTree

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from portal.core.charts.land import OUTLINES, TOWNS
from portal.core.charts.overview import HEIGHT, WIDTH, Disc, Patch, View, degrees_said, marks, overview_map
from portal.core.tiles import tile_sources

BRITAIN = (-8.2, 49.8, 2.2, 59.4)
SQUARE = {"type": "Polygon", "coordinates": [[[-3.1, 55.9], [-3.0, 55.9], [-3.0, 56.0], [-3.1, 55.9]]]}


def test_the_picture_is_well_formed_and_names_escape() -> None:
    drawn = overview_map(
        BRITAIN,
        title="Map",
        patches=[Patch(SQUARE, "<b>Area</b>", "?area=1", chosen=True)],
        discs=[Disc(-3.05, 55.94, 12, "12 assets"), Disc(-3.0, 55.9, 1, "<i>One</i>")],
    )
    tree = ElementTree.fromstring(drawn)
    assert [path.get("class") for path in tree.iter("path")] == ["land", "graticule", "patch chosen"]
    assert [title.text for title in tree.iter("title")] == ["<b>Area</b>", "<i>One</i>", "12 assets"]
    assert {text.text for text in tree.iter("text")} >= {"London", "50° N", "5° W", "0°", "12"}


@given(st.floats(-170, 150), st.floats(-70, 60), st.floats(0.001, 20), st.floats(0.001, 10))
def test_what_is_asked_for_is_on_the_paper(west: float, south: float, wide: float, high: float) -> None:
    view = View.of((west, south, west + wide, south + high))
    for x, y in (view((west, south)), view((west + wide, south + high))):
        assert -1 <= x <= WIDTH + 1
        assert -1 <= y <= HEIGHT + 1
    (left, top), (right, bottom) = (
        view((view.bounds[0], view.bounds[3])),
        view((view.bounds[2], view.bounds[1])),
    )
    assert (left, top, right, bottom) == pytest.approx((0, 0, WIDTH, HEIGHT), abs=0.2)


@given(st.floats(-170, 150), st.floats(0.01, 60))
def test_there_are_a_few_round_degrees_on_every_map(low: float, span: float) -> None:
    found = marks(low, low + span)
    assert 1 <= len(found) <= 8
    assert all(low - 1e-9 <= mark <= low + span + 1e-9 for mark in found)


def test_degrees_are_said_with_their_direction() -> None:
    assert [degrees_said(x, "E", "W") for x in (-3.5, 0.0, 2.0)] == ["3.5° W", "0°", "2° E"]


def test_the_land_is_closed_and_the_towns_stand_in_the_isles() -> None:
    assert all(outline[0] == outline[-1] for outline in OUTLINES)
    assert all(-11 < x < 2 and 49.5 < y < 61 for _, x, y in TOWNS)


@pytest.mark.parametrize(
    ("address", "sources"),
    [
        ("", []),
        ("https://tiles.example.org/{z}/{x}/{y}.png", ["https://tiles.example.org"]),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}.png", ["https://*.tiles.example.org"]),
        ("http://localhost:8080/{z}/{x}/{y}.png?key=1", ["http://localhost:8080"]),
    ],
)
def test_only_the_server_of_the_tiles_is_admitted(address: str, sources: list[str]) -> None:
    assert tile_sources(address) == sources


@pytest.mark.parametrize(
    "address", ["tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org/", "javascript:{z}{x}{y}"]
)
def test_what_is_no_tile_address_is_refused(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="FLEXDESK_TILES_URL"):
        tile_sources(address)
