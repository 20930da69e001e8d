"""What the rows of postcode tables say."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.rules.postcode_rows import Kind, Layout, layout_of, understand
from tests.assets.postcode_tables import CODE_POINT, DIRECTORY


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


@pytest.mark.parametrize(
    ("first", "layout"),
    [
        (rows_of(CODE_POINT)[0], Layout(Kind.CODE_POINT_OPEN, 0, 2, 3, 1, has_headings=False)),
        (rows_of(DIRECTORY)[0], Layout(Kind.ONS_DIRECTORY, 2, 7, 6)),
        (["PCD7", "LAT", "LONG"], Layout(Kind.ONS_DIRECTORY, 0, 2, 1)),
        (["Postcode", "Latitude", "Longitude"], Layout(Kind.ONS_DIRECTORY, 0, 2, 1)),
        (["Postcode", "Eastings", "Northings"], Layout(Kind.CODE_POINT_OPEN, 0, 1, 2)),
        (["ref", "name", "postcode"], None),
        (["EH21 6AA", "ten", "334000", "672500"], None),
        ([], None),
    ],
)
def test_a_file_is_known_by_its_first_row(first: list[str], layout: Layout | None) -> None:
    assert layout_of(first) == layout


def test_code_point_places_are_put_in_degrees_and_unknown_ones_counted() -> None:
    rows = rows_of(CODE_POINT)
    found = understand(layout_of(rows[0]) or pytest.fail("no layout"), rows)
    assert found.postcodes == ["EH21 6AA", "EH21 6AB"]
    assert found.latitudes[0] == pytest.approx(55.941, abs=0.002)
    assert found.longitudes[0] == pytest.approx(-3.058, abs=0.002)
    assert (found.unplaced, found.unreadable) == (1, 0)


def test_the_directory_is_taken_as_it_is_save_for_places_it_does_not_know() -> None:
    headings, *rows = rows_of(DIRECTORY)
    found = understand(layout_of(headings) or pytest.fail("no layout"), rows)
    assert found.postcodes == ["EH21 6AA", "BT1 1AA", "AB1 0AA"]
    assert found.latitudes.tolist() == [55.941, 54.602, 57.101474]
    assert (found.unplaced, found.unreadable) == (1, 0)


@pytest.mark.parametrize(
    "row",
    [
        ["EH21 6AA", "north", "-3.05"],
        ["no postcode", "55.94", "-3.05"],
        ["EH21 6AA"],
        ["=1+1", "55.94", "-3.05"],
    ],
)
def test_a_row_that_makes_no_sense_is_told(row: list[str]) -> None:
    found = understand(Layout(Kind.ONS_DIRECTORY, 0, 2, 1), [row])
    assert (found.postcodes, found.unreadable, found.faults) == ([], 1, [",".join(row)])


@pytest.mark.parametrize("place", [("", ""), ("nan", "nan"), ("0", "0"), ("99.999999", "0"), ("inf", "1")])
def test_a_place_that_is_none_is_left_out(place: tuple[str, str]) -> None:
    found = understand(Layout(Kind.ONS_DIRECTORY, 0, 2, 1), [["EH21 6AA", *place]])
    assert (found.postcodes, found.unplaced) == ([], 1)


@given(st.lists(st.tuples(st.floats(-8.9, 2.4), st.floats(49.1, 61.4)), max_size=30))
def test_every_row_is_placed_or_counted_and_none_changes_place(places: list[tuple[float, float]]) -> None:
    rows = [["EH21 6AA", str(y), str(x)] for x, y in places] + [["EH21 6AA", "99.999999", "0"]]
    found = understand(Layout(Kind.ONS_DIRECTORY, 0, 2, 1), rows)
    assert list(zip(found.longitudes.tolist(), found.latitudes.tolist(), strict=True)) == places
    assert len(found.postcodes) + found.unplaced == len(rows)
