"""The monthly rounds of the practice market give something to mend."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from experience.market.models import Competition, FlexProvider, Qualification
from experience.market.rules.stages import Stage
from experience.market.services.judging import judge_due
from experience.scenery.rounds import keep_rounds
from experience.seed import add_estate, add_operators, add_provider

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.fixture
def hillside(db: None) -> FlexProvider:
    add_operators()
    provider = add_provider(NOW)
    add_estate(provider, NOW)
    return provider


def test_a_months_rounds_are_published_once_and_take_assets_until_the_next_month(
    hillside: FlexProvider,
) -> None:
    assert len(keep_rounds(now=NOW)) == 4
    assert keep_rounds(now=NOW + timedelta(days=3)) == []
    assert {each.stage(NOW) for each in Competition.objects.all()} == {Stage.QUALIFICATION_OPEN}
    assert len(keep_rounds(now=NOW + timedelta(days=7))) == 4


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_rounds(hillside: FlexProvider, month: int) -> None:
    made = keep_rounds(now=datetime(2027, month, 28, 23, 30, tzinfo=UTC))
    assert all(each.qualification_open < each.qualification_closed < each.open for each in made)


def test_together_they_turn_assets_down_for_many_reasons_and_let_others_in(hillside: FlexProvider) -> None:
    keep_rounds(now=NOW)
    judge_due(now=NOW)
    said = Counter(words for row in Qualification.objects.all() for words in row.reasons)
    assert said["The meter ID is not on the operator's list for this zone."] >= 2
    assert any(words.startswith("Connected at 0.40 kV, below") for words in said)
    assert any(words.startswith("Asset type") for words in said)
    assert any(words.startswith("The response time is over") for words in said)
    assert any("is not approved on" in words for words in said)
    assert Qualification.objects.filter(eligible=True).count() >= 5


def test_the_hole_and_the_gap_leave_assets_out(hillside: FlexProvider) -> None:
    keep_rounds(now=NOW)
    judge_due(now=NOW)
    for area, sites in (("CORBIE_LAW", 8), ("WHITADDER_BRAES", 9)):
        assert 0 < Qualification.objects.filter(competition__reference=f"ROUND_202611_{area}").count() < sites
