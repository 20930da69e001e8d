"""Verdicts are kept up to date: what changed is judged again, to the same end as judging everything."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assets.models import Asset, Eligibility, PostcodePosition
from competitions.judging import judge_due, judge_organisation
from competitions.models import Application, ApplicationStatus, Competition, Judged, Verdict
from competitions.rules.codes import Code, Standing
from competitions.selectors.entering import entered_by, tallies_of, without_position
from competitions.selectors.groups import group_sizes, sizes_of_group
from competitions.selectors.qualification import told, verdicts_in, verdicts_on
from competitions.selectors.wanted import windows_of
from portal.accounts.models import Membership
from tests.factories.assets import AssetFactory, AssetGroupFactory
from tests.factories.competitions import (
    CompetitionFactory,
    OpportunityFactory,
    ServicePeriodFactory,
    ServiceWindowFactory,
)

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
CLOSE = datetime(2026, 11, 20, 17, tzinfo=UTC)


@pytest.fixture
def competition(owner: Membership) -> Competition:
    competition = CompetitionFactory.create(organisation=owner.organisation)
    ServiceWindowFactory.create(period=ServicePeriodFactory.create(competition=competition))
    return competition


def make(owner: Membership, name: str, **values: Any) -> Asset:
    values = {"uploaded_at": CLOSE - timedelta(days=3)} | values
    return AssetFactory.create(organisation=owner.organisation, name=name, ref=name, **values)


def judge(owner: Membership, now: datetime = NOW) -> int:
    return judge_organisation(owner.organisation_id, now)


def standings() -> dict[tuple[str, str], str]:
    rows = Verdict.objects.select_related("asset", "competition")
    return {(row.competition.name, row.asset.name): Standing(row.standing).name for row in rows}


def test_only_assets_in_an_area_or_its_buffer_have_a_verdict(
    owner: Membership, competition: Competition
) -> None:
    make(owner, "Far", latitude=51.5, longitude=-0.1)
    make(owner, "Small", active_export_capacity_mw=Decimal("0.1"))
    make(owner, "Edge", latitude=55.9605)
    make(owner, "Archived", status="archived")
    make(owner, "Nowhere", latitude=None, longitude=None)
    AssetFactory.create(name="Of somebody else")
    judge(owner)
    assert standings() == {(competition.name, "Small"): "FITS", (competition.name, "Edge"): "DOUBTFUL"}
    assert [asset.name for asset in without_position(owner)] == ["Nowhere"]


def test_judging_again_changes_nothing_and_costs_a_handful_of_queries(
    owner: Membership, competition: Competition
) -> None:
    make(owner, "Battery")
    assert judge(owner) == 1
    with CaptureQueriesContext(connection) as queries:
        assert judge(owner) == 0
    assert len(queries) <= 5


def test_an_asset_that_moves_out_loses_its_verdict_and_its_eligibility(
    owner: Membership, competition: Competition
) -> None:
    asset = make(owner, "Battery")
    judge(owner)
    assert Eligibility.objects.get(asset=asset).open_until_at == competition.closed_at
    asset.latitude = 51.5
    asset.save()
    assert judge(owner) == 1
    assert standings() == {}
    kept = Eligibility.objects.get(asset=asset)
    assert (kept.competitions, kept.open_until_at < NOW) == (0, True)


def test_a_new_competition_is_judged_against_what_is_near_it(
    owner: Membership, competition: Competition
) -> None:
    asset = make(owner, "Battery")
    judge(owner)
    later = CompetitionFactory.create(
        organisation=owner.organisation, name="Later", closed_at=CLOSE + timedelta(days=40)
    )
    judge(owner)
    assert (later.name, "Battery") in standings()
    kept = Eligibility.objects.get(asset=asset)
    assert (kept.competitions, kept.open_until_at) == (2, later.closed_at)


def test_an_area_that_is_drawn_anew_is_judged_anew(owner: Membership, competition: Competition) -> None:
    make(owner, "Battery")
    judge(owner)
    competition.boundary = {"geometry": None, "bounding_boxes": [[0, 51, 1, 52]]}
    competition.save()
    judge(owner)
    assert standings() == {}


@pytest.mark.parametrize("status", [ApplicationStatus.PENDING, ApplicationStatus.REJECTED])
def test_an_approval_is_noticed_and_so_is_its_end(owner: Membership, status: ApplicationStatus) -> None:
    competition = CompetitionFactory.create(organisation=owner.organisation, dps_record_reference="LPN")
    make(owner, "Battery")
    judge(owner)
    assert standings() == {(competition.name, "Battery"): "ACTION"}
    application = Application.objects.create(
        organisation=owner.organisation,
        operator_name="Lowland",
        dps_record_reference="LPN",
        status=ApplicationStatus.APPROVED,
    )
    judge(owner)
    assert standings() == {(competition.name, "Battery"): "FITS"}
    application.status, application.reason = status, "Insurance has lapsed."
    application.save()
    judge(owner)
    assert standings() == {(competition.name, "Battery"): "ACTION"}


def test_what_is_not_registered_becomes_too_late_at_the_close(
    owner: Membership, competition: Competition
) -> None:
    make(owner, "Battery", uploaded_at=None)
    judge(owner, CLOSE - timedelta(seconds=1))
    assert Verdict.objects.get().reason_codes == Code.NOT_REGISTERED
    judge(owner, CLOSE)
    assert Verdict.objects.get().reason_codes == Code.TOO_LATE


def test_a_competition_that_piclo_took_back_loses_its_verdicts(
    owner: Membership, competition: Competition
) -> None:
    asset = make(owner, "Battery")
    judge(owner)
    competition.gone_at = NOW
    competition.save()
    judge(owner)
    assert standings() == {}
    assert Eligibility.objects.get(asset=asset).competitions == 0


def test_a_postcode_places_an_asset_by_the_list_or_by_the_table(
    owner: Membership, competition: Competition
) -> None:
    listed = CompetitionFactory.create(
        organisation=owner.organisation, name="Listed", boundary={"postcodes": ["EH21 6"], "geometry": None}
    )
    make(owner, "Battery", latitude=None, longitude=None, postcode="EH21 6AA")
    make(owner, "Elsewhere", latitude=None, longitude=None, postcode="EH21 7AA")
    judge(owner)
    assert standings() == {(listed.name, "Battery"): "FITS"}
    PostcodePosition.objects.create(postcode="EH21 7AA", longitude=-3.05, latitude=55.94)
    Asset.objects.filter(name="Elsewhere").update(modified_at=NOW)
    judge(owner)
    assert (competition.name, "Elsewhere") in standings()


def test_criteria_with_lists_are_judged_in_bulk_too(owner: Membership) -> None:
    listed = ["1800000000019"]
    competition = CompetitionFactory.create(
        organisation=owner.organisation, criteria={"meter_ids": listed, "asset_types": ["battery"]}
    )
    make(owner, "Listed", import_meter_id=listed[0])
    make(owner, "Unlisted", export_meter_id="1800000000143")
    make(owner, "Without")
    make(owner, "Solar", asset_type="solar", import_meter_id=listed[0])
    judge(owner)
    codes = {row.asset.name: row.reason_codes for row in Verdict.objects.select_related("asset")}
    assert codes == {
        "Listed": Code(0),
        "Unlisted": Code.MPAN_NOT_LISTED,
        "Without": Code.NO_MPAN,
        "Solar": Code.ASSET_TYPE,
    }
    assert Judged.objects.get().competition == competition


def test_every_organisation_is_judged_by_itself(owner: Membership, stranger: Membership) -> None:
    for member in (owner, stranger):
        CompetitionFactory.create(organisation=member.organisation, name=member.organisation.name)
        make(member, "Battery")
    judge_due(now=lambda: NOW)
    assert standings() == {(m.organisation.name, "Battery"): "FITS" for m in (owner, stranger)}


@pytest.mark.parametrize("seed", range(6))
def test_whatever_changes_the_verdicts_are_those_of_judging_everything(owner: Membership, seed: int) -> None:
    dice = random.Random(seed)
    organisation = owner.organisation
    competitions = [_some_competition(organisation, dice) for _ in range(6)]
    assets = [make(owner, f"A{n}", **_some_place(dice)) for n in range(25)]
    now = NOW
    for _ in range(5):
        judge(owner, now)
        for asset in dice.sample(assets, 4):
            for name, value in (_some_place(dice) | _some_values(dice)).items():
                setattr(asset, name, value)
            asset.save()
        one = dice.choice(competitions)
        one.area_buffer_km = Decimal(dice.choice(("0", "0.5", "3")))
        one.dps_record_reference = dice.choice(("", "LPN"))
        one.save()
        competitions.append(_some_competition(organisation, dice))
        now += timedelta(days=dice.choice((0, 1, 12)))
    judge(owner, now)
    stepwise = _all_of_it()
    Verdict.objects.all().delete()
    Judged.objects.all().delete()
    Eligibility.objects.all().delete()
    judge(owner, now)
    still_open = {pk for (pk, _), _ in _all_of_it()[0]}
    assert {row for row in stepwise[0] if row[0][0] in still_open} == _all_of_it()[0]
    assert stepwise[1] == _all_of_it()[1]


def _all_of_it() -> tuple[set[Any], set[Any]]:
    verdicts = Verdict.objects.values_list(
        "competition_id", "asset_id", "place", "standing", "codes", "capacity_w"
    )
    fitting = Eligibility.objects.values_list("asset_id", "seen_modified_at")
    return {((row[0], row[1]), row[2:]) for row in verdicts}, set(fitting)


def _some_place(dice: random.Random) -> dict[str, Any]:
    return {
        "latitude": round(55.94 + dice.gauss(0, 0.03), 5),
        "longitude": round(-3.05 + dice.gauss(0, 0.06), 5),
    }


def _some_values(dice: random.Random) -> dict[str, Any]:
    return {
        "active_export_capacity_mw": Decimal(dice.choice(("0", "0.2", "1"))),
        "voltage_level_kv": dice.choice((None, Decimal("0.4"), Decimal(11))),
        "status": dice.choice(("operational", "operational", "archived")),
        "uploaded_at": dice.choice((None, CLOSE - timedelta(days=3), CLOSE)),
    }


def _some_competition(organisation: Any, dice: random.Random) -> Competition:
    west, south = -3.15 + dice.random() * 0.15, 55.88 + dice.random() * 0.08
    return CompetitionFactory.create(
        organisation=organisation,
        closed_at=CLOSE + timedelta(days=dice.choice((5, 30))),
        minimum_connection_voltage_kv=dice.choice((None, Decimal(11))),
        boundary={"bounding_boxes": [[west, south, west + 0.06, south + 0.03]]},
    )


def test_what_unlocks_the_most_is_told_first_and_sums_what_lacks_nothing_else(owner: Membership) -> None:
    competition = CompetitionFactory.create(
        organisation=owner.organisation,
        criteria={"meter_id_required": True},
        minimum_connection_voltage_kv=Decimal(6),
    )
    make(owner, "Fits", import_meter_id="1800000000019", active_export_capacity_mw=Decimal("0.3"))
    make(owner, "No meter", active_export_capacity_mw=Decimal("0.4"))
    make(owner, "Neither", voltage_level_kv=None, active_export_capacity_mw=Decimal("2"))
    make(
        owner,
        "No voltage",
        voltage_level_kv=None,
        import_meter_id="1800000000019",
        active_export_capacity_mw=Decimal(1),
    )
    make(owner, "Hopeless", active_export_capacity_mw=Decimal(0))
    judge(owner)
    tally = tallies_of([competition.pk])[competition.pk]
    assert (tally.active, tally.near, tally.fits_mw, tally.action_mw) == (
        1,
        5,
        Decimal("0.3"),
        Decimal("3.4"),
    )
    assert [
        (todo.name, todo.assets, todo.unlocks_mw, todo.more_assets, todo.more_mw) for todo in tally.todos
    ] == [
        ("voltage_unknown", 1, Decimal(1), 1, Decimal(2)),
        ("no_mpan", 1, Decimal("0.4"), 1, Decimal(2)),
    ]
    (row,) = entered_by(owner, NOW)
    assert (row.fits_mw, row.action_mw, row.fitting) == (Decimal("0.3"), Decimal("3.4"), 1)  # type: ignore[attr-defined]


def test_a_minimum_is_asked_of_each_group_together(owner: Membership, competition: Competition) -> None:
    window = competition.periods.get().windows.get()
    window.minimum_aggregate_asset_size_mw = Decimal("0.9")
    window.save()
    large, small = (
        AssetGroupFactory.create(organisation=owner.organisation, name=name) for name in ("L", "S")
    )
    for n in range(3):
        asset = make(owner, f"B{n}")
        large.assets.add(asset)
        if n == 0:
            small.assets.add(asset)
    judge(owner)
    sizes = group_sizes(competition, windows_of([competition.pk])[competition.pk])
    assert [(one.group.name, one.assets, one.megawatts, one.too_small_for) for one in sizes] == [
        ("L", 3, Decimal("1.5"), 0),
        ("S", 1, Decimal("0.5"), 1),
    ]
    (of_small,) = sizes_of_group(small, owner, NOW)
    assert (of_small.competition, of_small.assets, of_small.too_small_for) == (competition, 1, 1)
    assert sizes_of_group(large, owner, NOW + timedelta(days=365)) == []


def test_a_group_is_told_of_the_competitions_that_it_fits_in_constant_queries(
    owner: Membership, competition: Competition, owner_client: Client, django_assert_max_num_queries: Any
) -> None:
    group = AssetGroupFactory.create(organisation=owner.organisation, name="Evening")
    for n in range(5):
        group.assets.add(make(owner, f"B{n}"))
    judge(owner)
    with time_machine.travel(NOW, tick=False), django_assert_max_num_queries(8):
        page = owner_client.get(f"/competitions/for-group/{group.pk}/")
    assert [(one.competition, one.assets) for one in page.context["sizes"]] == [(competition, 5)]
    assert "Reached" in page.content.decode()


def test_a_page_tells_the_best_first_with_piclos_word_beside(
    owner: Membership, competition: Competition
) -> None:
    make(owner, "Small", active_export_capacity_mw=Decimal("0.1"), piclo_id="p2")
    make(owner, "Large", active_export_capacity_mw=Decimal("0.9"))
    make(owner, "Late", uploaded_at=CLOSE, piclo_id="p3")
    OpportunityFactory.create(competition=competition, flex_asset_ids=["p3"])
    judge(owner)
    rows = told(verdicts_in(competition).select_related("asset"), NOW)
    assert [(one.asset.name, one.shown.word, one.capacity_mw) for one in rows] == [
        ("Large", "Fits", Decimal("0.9")),
        ("Small", "Fits", Decimal("0.1")),
        ("Late", "Ineligible", Decimal("0.5")),
    ]
    assert [one.word and one.word.word for one in rows] == ["Not qualified", "Not qualified", "Qualified"]
    (late,) = told(verdicts_on(rows[2].asset, owner, NOW).select_related("asset", "competition"), NOW)
    assert late.reasons[0].name == "too_late"
