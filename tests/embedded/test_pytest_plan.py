"""./dev test shares its words out to one pytest process a side."""

import pytest

from portal.embedded.commands.test import worst
from portal.embedded.pytest_plan import Plan, plan


def names(planned: Plan) -> list[str]:
    return [part.name for part in planned.parts]


def arguments(planned: Plan, name: str) -> tuple[str, ...]:
    return next(part.arguments for part in planned.parts if part.name == name)


def test_without_words_everything_runs() -> None:
    planned = plan([])
    assert names(planned) == ["portal", "experience"]
    assert planned.journeys == ("tests/e2e",)
    assert "--ignore=tests/experience" in arguments(planned, "portal")
    assert arguments(planned, "experience")[-1] == "tests/experience"


def test_the_browser_can_be_left_out() -> None:
    assert plan([], browser=False).journeys is None


@pytest.mark.parametrize(
    ("path", "sides", "journeys"),
    [
        ("tests/bidding/test_rules.py::test_x", ["portal"], False),
        ("tests/experience", ["experience"], False),
        ("tests/experience/test_api.py", ["experience"], False),
        ("tests/e2e/test_journey.py", [], True),
        ("tests", ["portal", "experience"], True),
        ("tests/", ["portal", "experience"], True),
    ],
)
def test_a_path_chooses_the_side_it_lies_on(path: str, sides: list[str], journeys: bool) -> None:
    planned = plan([path])
    assert names(planned) == sides
    assert (planned.journeys is not None) is journeys


def test_options_with_their_values_go_to_every_side() -> None:
    planned = plan(["-k", "tests", "-x", "-m", "not browser"])
    assert names(planned) == ["portal", "experience"]
    for name in names(planned):
        given = arguments(planned, name)
        assert given[given.index("-k") : given.index("-k") + 5] == ("-k", "tests", "-x", "-m", "not browser")


def test_paths_on_two_sides_go_each_to_its_own() -> None:
    planned = plan(["tests/core", "tests/experience/test_api.py"])
    assert arguments(planned, "portal")[-1] == "tests/core"
    assert arguments(planned, "experience")[-1] == "tests/experience/test_api.py"


@pytest.mark.parametrize(
    ("codes", "whole"), [([0, 0], 0), ([0, 1], 1), ([2, 0], 2), ([0, 5], 0), ([5, 1], 1), ([5, 5], 5)]
)
def test_nothing_found_on_one_side_is_no_failure(codes: list[int], whole: int) -> None:
    assert worst(codes) == whole
