"""Performance reports: their versions, what keeps them waiting, and what makes them by themselves."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from assets.models import Asset
from bidding.models import Obligation
from dispatch.models import Instruction
from portal.accounts.models import Membership
from portal.audit.models import Event
from settlement import tasks
from settlement.models import Delivery, DeliveryState, MeterReading, Report
from settlement.reporting.looking import look_at
from settlement.rules.methods import BL01, MID_8_OF_10
from settlement.services.reports import NothingNew, NotReported, make_report
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
from tests.settlement.reports import change, reported

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def test_no_report_makes_itself_before_the_metering_is_complete(
    owner: Membership, dispatch: Instruction
) -> None:
    meter_event(owner)
    MeterReading.objects.filter(start_at=EVENT_START).delete()
    assert look_at(dispatch.pk, now=NOW).report is None
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.coverage) == (DeliveryState.MISSING, Decimal("0.5"))
    assert delivery.note == f"{Asset.objects.get().name}: 1 of 2 half-hours not metered"


def test_a_person_may_report_with_what_is_there(owner: Membership, dispatch: Instruction) -> None:
    meter_event(owner)
    MeterReading.objects.filter(start_at=EVENT_START).delete()
    report = make_report(instruction=dispatch, by=owner, now=NOW)
    assert (report.complete, report.coverage, report.delivered_kwh) == (False, Decimal("0.5"), 3)
    assert report.made_by == owner.user
    assert Delivery.objects.get().state == DeliveryState.MISSING


def test_without_a_baseline_nothing_is_delivered_and_it_is_said(
    owner: Membership, dispatch: Instruction
) -> None:
    meter_days(owner, MPAN, [EVENT_DAY, *days_before(count=5)])
    report = make_report(instruction=dispatch, by=owner, now=NOW)
    assert (report.coverage, report.delivered_kwh, report.complete) == (1, 0, False)
    assert "of 10 working days with complete data" in Delivery.objects.get().note


def test_an_asset_that_is_not_known_here_keeps_a_report_from_making_itself(
    owner: Membership, dispatch: Instruction
) -> None:
    dispatch.asset_piclo_ids = [*dispatch.asset_piclo_ids, "Elsewhere"]
    dispatch.save()
    meter_event(owner)
    assert look_at(dispatch.pk, now=NOW).report is None
    delivery = Delivery.objects.get()
    assert (delivery.coverage, delivery.note) == (Decimal("0.5"), "asset Elsewhere is not known here")


def test_a_unit_of_many_sites_names_only_the_first_that_lack_something(
    owner: Membership, contract: Obligation
) -> None:
    sites = [make_site(owner.organisation, f"9{n}", name=f"Site {n}", ref=f"R{n}") for n in range(8)]
    look_at(make_dispatch(contract, *sites).pk, now=NOW)
    words = Delivery.objects.get().note.split("; ")
    assert words[0].startswith("Site 0: 2 of 2 half-hours not metered and 0 of 10 working days")
    assert (len(words), words[-1]) == (6, "and 3 more like it")


def test_late_data_make_version_2_beside_version_1(owner: Membership, dispatch: Instruction) -> None:
    meter_event(owner)
    first = reported(dispatch)
    change(EVENT_START, "-3")
    tasks.make_due_reports()
    second = Delivery.objects.get().latest
    assert second is not None
    assert (second.version, second.paid_kwh, second.amount_gbp) == (2, 5, Decimal("1.00"))
    first.refresh_from_db()
    assert (first.version, first.paid_kwh, first.amount_gbp) == (1, 7, Decimal("1.40"))
    made = Event.objects.filter(kind="report.made").order_by("pk")
    assert [event.after["amount_gbp"] for event in made] == ["1.40", "1.00"]
    assert made[1].before["amount_gbp"] == "1.40"
    assert made[1].rule == "meter data complete or changed"


def test_looking_again_at_the_same_data_makes_no_version(owner: Membership, dispatch: Instruction) -> None:
    meter_event(owner)
    first = reported(dispatch)
    outcome = look_at(dispatch.pk, now=LATER)
    assert (outcome.report, outcome.is_new) == (first, False)
    assert Report.objects.count() == 1
    with pytest.raises(NothingNew):
        make_report(instruction=dispatch, by=owner, now=LATER)


def test_a_later_version_keeps_the_method_of_the_one_before(owner: Membership, dispatch: Instruction) -> None:
    meter_event(owner)
    make_report(instruction=dispatch, by=owner, now=NOW, method=MID_8_OF_10)
    change(EVENT_START, "-3")
    assert reported(dispatch, LATER).method == MID_8_OF_10


def test_a_price_that_comes_late_makes_a_version_with_an_amount(
    owner: Membership, contract: Obligation, dispatch: Instruction
) -> None:
    Instruction.objects.update(obligation=None)
    meter_event(owner)
    assert reported(dispatch).amount_gbp is None
    dispatch.obligation = contract
    dispatch.save()
    assert reported(dispatch, LATER).amount_gbp == Decimal("1.40")


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "pending"},
        {"status": "rejected"},
        {"status": "expired"},
        {"end_at": NOW + timedelta(minutes=1)},
        {"status": "stopped", "stopped_at": EVENT_START - timedelta(minutes=1)},
    ],
    ids=["pending", "rejected", "expired", "running", "stopped-before"],
)
def test_only_a_delivery_that_is_over_can_be_reported_on(
    owner: Membership, contract: Obligation, site: Asset, changes: dict[str, Any]
) -> None:
    dispatch = make_dispatch(contract, site, **changes)
    meter_event(owner)
    with pytest.raises(NotReported, match="accepted and is over"):
        make_report(instruction=dispatch, by=owner, now=NOW)
    with time_machine.travel(NOW, tick=False):
        tasks.make_due_reports()
    assert not Delivery.objects.exists()


def test_without_any_data_a_person_is_told(owner: Membership, dispatch: Instruction) -> None:
    with pytest.raises(NotReported, match="no meter data"):
        make_report(instruction=dispatch, by=owner, now=NOW)


def test_the_sweep_looks_at_what_is_due_and_then_rests(owner: Membership, dispatch: Instruction) -> None:
    meter_event(owner)
    Instruction.objects.update(modified_at=NOW - timedelta(days=1))
    Obligation.objects.update(modified_at=NOW - timedelta(days=1))
    tasks.make_due_reports()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.latest and delivery.latest.made_by) == (DeliveryState.REPORTED, None)
    looked_at = delivery.checked_at
    tasks.make_due_reports()
    delivery.refresh_from_db()
    assert delivery.checked_at == looked_at


def test_a_dispatch_over_the_autumn_clock_change_has_a_half_hour_for_each_half_hour(
    owner: Membership, contract: Obligation, site: Asset
) -> None:
    sunday = date(2026, 10, 25)
    meter_days(
        owner, MPAN, [*days_before(sunday, 20), sunday], lambda day, at: "-2" if day == sunday else "-5"
    )
    start = datetime(2026, 10, 25, 0, tzinfo=EVENT_START.tzinfo)
    dispatch = make_dispatch(contract, site, start_at=start, end_at=start + timedelta(hours=2))
    report = make_report(instruction=dispatch, by=owner, now=start + timedelta(days=2), method=BL01)
    assert [row.delivered_kwh for row in report.intervals.all()] == [3, 3, 3, 3]
    assert report.instructed_kwh == 20


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_make_one_version(dispatch: Instruction, owner: Membership) -> None:
    meter_event(owner)
    seen: list[bool] = []

    def look() -> None:
        seen.append(look_at(dispatch.pk, now=NOW).is_new)
        connection.close()

    with transaction.atomic():
        assert look_at(dispatch.pk, now=NOW).is_new
        second = Thread(target=look)
        second.start()
        wait_for_a_lock()
    second.join()
    assert seen == [False]
    assert Report.objects.filter(delivery__instruction=dispatch).count() == 1


def wait_for_a_lock() -> None:
    """Until somebody waits for what this transaction holds."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("nobody waited")
