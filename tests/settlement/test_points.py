"""Which meters measure which assets: nothing counts twice."""

from settlement.rules.days import Nation
from settlement.rules.points import MeteredAsset, group_points, rivals_of


def asset(reference: str, *mpans: str, postcode: str = "") -> MeteredAsset:
    return MeteredAsset(f"Site {reference}", f"Ast{reference}", reference, frozenset(mpans), postcode)


def test_assets_with_meters_of_their_own_are_points_of_their_own() -> None:
    points = group_points([asset("A", "1", "2"), asset("B", "3"), asset("C")])
    assert [point.name for point in points] == ["Site A", "Site B", "Site C"]


def test_assets_behind_one_meter_are_one_point() -> None:
    points = group_points([asset("A", "1"), asset("B", "2"), asset("C", "1", "2"), asset("D", "9")])
    assert [sorted(point.piclo_ids) for point in points] == [["AstA", "AstB", "AstC"], ["AstD"]]


def test_a_point_is_the_sum_of_its_mpans_that_have_readings() -> None:
    (point,) = group_points([asset("A", "1", "2")])
    assert point.used({"1"}) == {"1"}
    assert point.used({"1", "2", "7"}) == {"1", "2"}
    assert point.used(set()) == set()


def test_readings_under_the_assets_own_references_stand_alone() -> None:
    (point,) = group_points([asset("A", "1", "2")])
    assert point.used({"A", "1"}) == {"A"}
    (shared,) = group_points([asset("A", "1"), asset("B", "1")])
    assert shared.used({"A", "1"}) == {"1"}
    assert shared.used({"A", "B", "1"}) == {"A", "B"}


def test_an_asset_whose_reference_is_its_mpan_is_measured_by_it() -> None:
    (point,) = group_points([asset("1", "1")])
    assert point.used({"1"}) == {"1"}


def test_the_postcode_of_a_point_says_whose_holidays_count() -> None:
    assert group_points([asset("A", postcode="EH1 1AA")])[0].nation is Nation.SCOTLAND


def test_mpans_and_references_of_an_asset_are_rivals() -> None:
    rivals = rivals_of([asset("A", "1", "2"), asset("B", "2"), asset("3", "3")])
    assert rivals["A"] == {"1", "2"}
    assert rivals["1"] == {"A"}
    assert rivals["2"] == {"A", "B"}
    assert rivals["3"] == frozenset()
