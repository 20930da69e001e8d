"""The portal's own verdicts are those of tests/contract/verdicts.json, to which the practice market is held as well."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from assets.models import Asset, PushState
from assets.rules.fields import values_of
from competitions.judging import judge_organisation
from competitions.models import Application, ApplicationStatus, Competition, Verdict
from competitions.models.verdict import PLACES
from competitions.rules.codes import KINDS, Code, Kind
from competitions.selectors.qualification import explained
from competitions.sync import mirror
from portal.accounts.models import Membership
from portal.piclo.wire import Asset as PicloAsset
from portal.piclo.wire import Competition as PicloCompetition
from portal.piclo.wire import Received, read

TABLE = json.loads((Path(__file__).parent.parent / "contract" / "verdicts.json").read_text())
NOW = datetime.fromisoformat(TABLE["now"])
# What the market calls otherwise, or does not tell apart. A postcode that no table holds is outside there.
MARKET = {
    Code.POSITION_UNKNOWN: "outside",
    Code.RESPONSE_MISSING: "response",
    Code.RUNTIME_MISSING: "runtime",
    Code.RECOVERY_MISSING: "recovery",
    Code.CONNECTION_TYPE_MISSING: "connection_type",
    Code.NO_MPAN: "no_meter_id",
    Code.MPAN_NOT_LISTED: "meter_not_listed",
}


@pytest.fixture
def approved(owner: Membership) -> Membership:
    for market in TABLE["approved_on"]:
        Application.objects.create(
            organisation=owner.organisation,
            operator_name="Lowland Power Networks",
            dps_record_reference=market,
            status=ApplicationStatus.APPROVED,
        )
    return owner


def assets_of(owner: Membership, names: Iterable[str]) -> dict[str, Asset]:
    records = {
        name: {**TABLE["asset"], "id": name, "ref": name, "name": name, **TABLE["assets"][name]}
        for name in names
    }
    theirs = {name: read(PicloAsset, record).value for name, record in records.items()}
    return {
        name: Asset.objects.create(
            organisation=owner.organisation,
            **values_of(asset),
            piclo_id=name,
            push_state=PushState.IN_STEP,
            uploaded_at=asset.created,
        )
        for name, asset in theirs.items()
    }


def competition_of(owner: Membership, name: str) -> Competition:
    record = {**TABLE["competition"], "id": "comp1", "reference": "VERDICTS", **TABLE["competitions"][name]}
    refused: list[Any] = []
    item: Received[PicloCompetition] = read(PicloCompetition, record)
    mirror(owner.organisation_id, [item], refused, NOW)
    assert refused == []
    return Competition.objects.get(piclo_id="comp1")


def as_the_market_says(codes: Code) -> list[str]:
    """Reasons that count against an asset, in the market's words."""
    telling = [code for code, kind in KINDS.items() if code & codes and kind is not Kind.DOUBT]
    return sorted({MARKET.get(code, (code.name or "").lower()) for code in telling})


@pytest.mark.parametrize("name", TABLE["verdicts"])
def test_the_portal_says_what_the_table_says(approved: Membership, name: str) -> None:
    expected = TABLE["verdicts"][name]
    competition, assets = competition_of(approved, name), assets_of(approved, expected)
    told = {
        ref: Code(sum(reason.code for reason in explained(asset, competition, NOW)))
        for ref, asset in assets.items()
    }
    assert {ref: as_the_market_says(codes) for ref, codes in told.items()} == {
        ref: sorted(codes) for ref, (_, *codes) in expected.items()
    }
    judge_organisation(approved.organisation_id, NOW)
    kept = {
        row.asset.ref: (PLACES[row.place], row.reason_codes)
        for row in Verdict.objects.select_related("asset")
    }
    near = {
        ref for ref, (place, *codes) in expected.items() if place != "outside" and "archived" not in codes
    }
    assert kept == {ref: (expected[ref][0], told[ref]) for ref in near}
