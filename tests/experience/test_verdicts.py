"""The market's verdicts are those of tests/contract/verdicts.json; the portal's own are held to the same table."""

import json
from pathlib import Path
from typing import Any

import pytest

from experience.api.bodies.assets import asset_values
from experience.market.models import Asset, Competition, FlexProvider, Qualification
from experience.market.rules.areas import BUFFER, INSIDE, OUTSIDE
from experience.market.rules.text import parse_instant
from experience.market.services.judging import explain, judge_competition
from experience.market.services.pool import AssetPool
from experience.market.services.publishing import publish_competition
from tests.experience import builders

TABLE = json.loads((Path(__file__).parent.parent / "contract" / "verdicts.json").read_text())
PAIRS = [(name, asset) for name, verdicts in TABLE["verdicts"].items() for asset in verdicts]
NOW = parse_instant(TABLE["now"])
PLACES = {INSIDE: "inside", BUFFER: "buffer", OUTSIDE: "outside"}


@pytest.fixture
def who(db: None) -> FlexProvider:
    builders.dps_record("OTHER")
    return builders.provider("Hillside Flex", approved_on=TABLE["approved_on"])


def asset_of(who: FlexProvider, name: str) -> Asset:
    record: dict[str, Any] = {
        **TABLE["asset"],
        "provider": who.pk,
        "ref": name,
        "name": name,
        **TABLE["assets"][name],
    }
    created = parse_instant(record["created"])
    return Asset.objects.create(provider=who, created=created, modified=created, **asset_values(record, who))


def competition_of(name: str) -> Competition:
    record = {**TABLE["competition"], "reference": "VERDICTS", "name": name, **TABLE["competitions"][name]}
    return publish_competition(record, by="operator", now=NOW)


@pytest.mark.parametrize(("competition_name", "asset_name"), PAIRS)
def test_the_market_says_what_the_table_says(
    who: FlexProvider, competition_name: str, asset_name: str
) -> None:
    competition, asset = competition_of(competition_name), asset_of(who, asset_name)
    where = AssetPool.of(Asset.objects.all()).places(competition).get(asset.pk, OUTSIDE)
    said = [PLACES[where], *sorted(reason.code for reason in explain(competition, asset))]
    place, *codes = TABLE["verdicts"][competition_name][asset_name]
    assert said == [place, *sorted(codes)]
    judge_competition(competition, now=NOW)
    rows = Qualification.objects.filter(eligible=True)
    assert rows.exists() is not bool(codes)


def test_every_asset_and_every_competition_of_the_table_is_judged() -> None:
    assert {asset for _, asset in PAIRS} == set(TABLE["assets"])
    assert {name for name, _ in PAIRS} == set(TABLE["competitions"])
