"""A market of any size."""

from datetime import UTC, datetime

import pytest

from experience.load import fill, landscape
from experience.market.models import Asset, Competition, FlexProvider, Qualification
from experience.market.rules.mpan import mpan_fault
from experience.market.services.judging import judge_due
from experience.scenery.rounds import keep_rounds
from experience.seed import add_operators, add_provider

NOW = datetime(2026, 11, 23, 10, 7, tzinfo=UTC)


def test_the_same_seed_makes_the_same_market() -> None:
    assert list(landscape.assets(20, 7)) == list(landscape.assets(20, 7))
    assert list(landscape.competitions(5, 2, 7, NOW)) == list(landscape.competitions(5, 2, 7, NOW))
    assert list(landscape.assets(20, 7)) != list(landscape.assets(20, 8))


def test_meters_are_valid() -> None:
    assert not [values for values in landscape.assets(50, 3) if mpan_fault(values["import_meter_id"])]


@pytest.fixture
def hillside(db: None) -> FlexProvider:
    add_operators()
    return add_provider(NOW)


def test_a_filled_market_has_what_was_asked_for_and_is_judged(hillside: FlexProvider) -> None:
    fill.add_assets(hillside, 300, 1, now=NOW)
    fill.add_competitions(12, 3, 1, now=NOW)
    assert Asset.objects.count() == 300
    assert Competition.objects.count() == 12
    assert {c.service_windows.count() for c in Competition.objects.all()} == {3}
    assert all(competition.judged_at for competition in Competition.objects.all())
    assert Qualification.objects.exists()


def test_assets_that_are_loaded_later_are_tested_where_assets_are_taken(hillside: FlexProvider) -> None:
    keep_rounds(now=NOW)
    judge_due(now=NOW)
    assert not Qualification.objects.exists()
    fill.add_assets(hillside, 300, 1, now=NOW)
    judge_due(now=NOW)
    assert Qualification.objects.filter(competition__reference__startswith="ROUND_").exists()


def test_filling_again_adds_nothing(hillside: FlexProvider) -> None:
    for _ in range(2):
        fill.add_assets(hillside, 50, 1, now=NOW)
        fill.add_competitions(3, 1, 1, now=NOW)
    assert (Asset.objects.count(), Competition.objects.count()) == (50, 3)
