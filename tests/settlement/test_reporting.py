"""Performance reports: their figures."""

from datetime import time, timedelta
from decimal import Decimal

import pytest

from assets.models import Asset
from bidding.models import Obligation
from dispatch.models import Instruction
from portal.accounts.models import Membership
from settlement.models import Delivery
from settlement.reporting.looking import look_at
from settlement.rules.methods import BL01, BL01_ADJUSTED
from settlement.services.reports import make_report
from tests.factories.settlement import (
    EVENT_DAY,
    EVENT_START,
    MPAN,
    NOW,
    days_before,
    make_dispatch,
    make_site,
    meter_days,
    meter_event,
)
from tests.settlement.reports import reported

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def test_a_turn_down_is_paid_up_to_what_was_instructed(owner: Membership, dispatch: Instruction) -> None:
    meter_event(owner, during=("-1", "-2"))
    report = reported(dispatch)
    rows = list(
        report.intervals.values_list(
            "baseline_kwh", "metered_kwh", "delivered_kwh", "instructed_kwh", "paid_kwh"
        )
    )
    assert rows == [(-5, -1, 4, 5, 4), (-5, -2, 3, 5, 3)]
    assert (report.instructed_kwh, report.delivered_kwh, report.paid_kwh) == (10, 7, 7)
    assert (report.performance, report.coverage, report.complete) == (Decimal("0.7"), 1, True)
    assert (report.utilisation_price, report.amount_gbp) == (200, Decimal("1.40"))
    assert (report.version, report.method, report.direction) == (1, BL01_ADJUSTED, "export")


def test_more_than_instructed_is_delivered_but_not_paid(owner: Membership, dispatch: Instruction) -> None:
    meter_event(owner, during=("3", "-5"))
    report = reported(dispatch)
    assert (report.delivered_kwh, report.paid_kwh) == (8, 5)


def test_an_import_dispatch_is_delivered_by_more_load(
    owner: Membership, contract: Obligation, site: Asset
) -> None:
    meter_event(owner, during=("-9", "-4"))
    report = reported(make_dispatch(contract, site, direction="import"))
    assert (report.delivered_kwh, report.paid_kwh) == (4, 4)


@pytest.mark.parametrize(("need", "delivered"), [("Deficit", 7), ("Surplus", 0)])
def test_without_its_own_word_an_instruction_asks_for_what_was_needed(
    owner: Membership, contract: Obligation, site: Asset, need: str, delivered: int
) -> None:
    contract.competition.need_direction = need
    contract.competition.save()
    meter_event(owner)
    assert reported(make_dispatch(contract, site, direction="")).delivered_kwh == delivered


def test_an_unknown_direction_is_said_and_nothing_is_paid(
    owner: Membership, contract: Obligation, site: Asset
) -> None:
    dispatch = make_dispatch(contract, site, direction="sideways")
    meter_event(owner)
    assert look_at(dispatch.pk, now=NOW).report is None
    assert "sideways" in Delivery.objects.get().note


def test_the_same_day_adjustment_moves_the_baseline(owner: Membership, dispatch: Instruction) -> None:
    meter_days(owner, MPAN, days_before())
    window = {time(13), time(13, 30), time(14), time(14, 30), time(15), time(15, 30)}
    meter_days(
        owner, MPAN, [EVENT_DAY],
        lambda day, at: "-6" if at in window else "-1" if at in {time(17), time(17, 30)} else "-5",
    )  # fmt: skip
    adjusted = reported(dispatch)
    assert [row.baseline_kwh for row in adjusted.intervals.all()] == [-6, -6]
    plain = make_report(instruction=dispatch, by=owner, now=LATER, method=BL01)
    assert [row.baseline_kwh for row in plain.intervals.all()] == [-5, -5]
    assert (plain.version, plain.method) == (2, BL01)


def test_a_stopped_dispatch_is_instructed_up_to_its_stop(
    owner: Membership, contract: Obligation, site: Asset
) -> None:
    stop = EVENT_START + timedelta(minutes=40)
    dispatch = make_dispatch(contract, site, status="stopped", stopped_at=stop)
    meter_event(owner)
    report = reported(dispatch)
    assert (report.start_at, report.end_at) == (EVENT_START, stop)
    assert [row.instructed_kwh for row in report.intervals.all()] == [5, Decimal("1.666667")]
    assert report.paid_kwh == Decimal("5.666667")


def test_several_sites_are_added_up_before_the_floor(
    owner: Membership, contract: Obligation, site: Asset
) -> None:
    other = make_site(owner.organisation, "2000000000002")
    meter_event(owner, during=("-1", "-2"))
    meter_event(owner, "2000000000002", during=("-6", "-9"))
    report = reported(make_dispatch(contract, site, other))
    assert [(row.points, row.delivered_kwh) for row in report.intervals.all()] == [(2, 3), (2, 0)]
    assert [point["name"] for point in report.points] == [site.name, other.name]


def test_import_and_export_meters_of_a_site_are_one_net_series(
    owner: Membership, contract: Obligation
) -> None:
    site = make_site(owner.organisation, export_meter_id="30 0000")
    meter_days(owner, MPAN, [*days_before(), EVENT_DAY])
    meter_days(owner, "300000", days_before(), lambda day, at: "0")
    meter_days(owner, "300000", [EVENT_DAY], lambda day, at: "4" if at in {time(17), time(17, 30)} else "0")
    report = reported(make_dispatch(contract, site))
    assert report.points[0]["meters"] == [MPAN, "300000"]
    assert (report.metered_kwh, report.delivered_kwh) == (-2, 8)


def test_a_meter_that_two_assets_share_counts_once(
    owner: Membership, contract: Obligation, site: Asset
) -> None:
    twin = make_site(owner.organisation)
    meter_event(owner)
    report = reported(make_dispatch(contract, site, twin))
    assert (len(report.points), report.metered_kwh, report.delivered_kwh) == (1, -3, 7)


def test_other_deliveries_of_the_same_asset_leave_their_days_out(
    owner: Membership, contract: Obligation, dispatch: Instruction, site: Asset
) -> None:
    before = EVENT_START - timedelta(days=1)
    make_dispatch(contract, site, start_at=before, end_at=before + timedelta(hours=1))
    rejected = EVENT_START - timedelta(days=2)
    make_dispatch(contract, site, start_at=rejected, end_at=rejected + timedelta(hours=1), status="rejected")
    meter_event(owner)
    days = {row["day"]: row["reason"] for row in reported(dispatch).points[0]["days"]}
    assert days["2026-06-30"] == "event day"
    assert days["2026-06-29"] == ""


def test_a_report_shows_its_days_and_arithmetic(owner: Membership, dispatch: Instruction) -> None:
    meter_event(owner)
    report = reported(dispatch)
    (point,) = report.points
    assert point["meters"] == [MPAN]
    assert (point["nation"], point["day_type"]) == ("England and Wales", "working day")
    assert [row["reason"] for row in point["days"] if not row["taken"]] == ["weekend"] * 4
    assert len(point["adjustment"]["window"]) == 6
    half_hour = point["half_hours"][0]
    assert Decimal(half_hour["mean"]) + Decimal(point["adjustment"]["per_half_hour"]) == Decimal(
        half_hour["baseline"]
    )
    assert len(report.working["picture"]) == 12
