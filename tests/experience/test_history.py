"""The months behind a new market: real services, real rules, past instants."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from experience import seed
from experience.history.past import live_through, write_meter_data
from experience.history.programme import past_months, sales
from experience.market.models import (
    Asset,
    Bid,
    Competition,
    Dispatch,
    FlexProvider,
    Obligation,
    WebhookDelivery,
)
from experience.metering.loads import base_power
from experience.metering.readings import readings, shifts_of, site_of

NOW = datetime(2026, 11, 23, 10, 7, tzinfo=UTC)


@pytest.fixture
def provider(db: None, monkeypatch: pytest.MonkeyPatch) -> FlexProvider:
    monkeypatch.setenv("EXPERIENCE_WEBHOOK_URL", "http://127.0.0.1:9/never/")
    return seed.seed(now=NOW)


def test_the_past_is_the_three_full_months_before() -> None:
    assert past_months(date(2026, 1, 31)) == [date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)]


def test_no_sale_happens_at_a_weekend() -> None:
    days = {sale.ballots.weekday() for month in range(1, 13) for sale in sales(date(2026, month, 5))}
    assert days <= {0, 1, 2, 3, 4}


def test_the_past_holds_every_kind_of_outcome(provider: FlexProvider) -> None:
    past = Competition.objects.filter(reference__startswith="2026")
    assert past.count() == 16
    assert all(competition.confirmed_at for competition in past)
    mine = Bid.objects.filter(ballot__provider=provider)
    assert set(mine.values_list("decision", flat=True)) == {"accepted", "rejected"}
    statuses = set(Dispatch.objects.values_list("status", flat=True))
    assert {"delivered", "expired", "rejected"} <= statuses
    assert not Dispatch.objects.filter(end__gt=NOW).exists()


def test_the_running_month_has_contracts_that_still_run(provider: FlexProvider) -> None:
    running = Obligation.objects.filter(provider=provider, end__gt=NOW.date())
    assert running.exists()
    assert not Dispatch.objects.exclude(status__in=["delivered", "expired", "rejected"]).exists()


def test_instructions_lie_within_their_obligations(provider: FlexProvider) -> None:
    for dispatch in Dispatch.objects.select_related("obligation"):
        assert dispatch.obligation.start <= dispatch.start.date() <= dispatch.obligation.end
        assert dispatch.capacity <= dispatch.obligation.capacity


def test_nobody_is_called_about_the_past(provider: FlexProvider) -> None:
    assert Dispatch.objects.exists()
    assert not WebhookDelivery.objects.exists()


def test_a_second_seed_adds_no_past(provider: FlexProvider) -> None:
    before = (Competition.objects.count(), Bid.objects.count(), Dispatch.objects.count())
    assert live_through(provider, now=NOW) == 0
    seed.seed(now=NOW)
    assert (Competition.objects.count(), Bid.objects.count(), Dispatch.objects.count()) == before


def test_meters_show_what_was_delivered(provider: FlexProvider) -> None:
    dispatch = Dispatch.objects.filter(status="delivered").order_by("pk").first()
    assert dispatch is not None
    assets = list(Asset.objects.filter(pk__in=dispatch.asset_ids))
    read = sum(reading.kwh for reading in readings(assets, dispatch.start, dispatch.end))
    habit = sum(
        base_power(site_of(asset), dispatch.start + timedelta(minutes=30 * step)) / 2
        for asset in assets
        for step in range(int((dispatch.end - dispatch.start) / timedelta(minutes=30)))
    )
    asked = float(dispatch.capacity) * 1000 * (dispatch.end - dispatch.start).total_seconds() / 3600
    assert 0.85 * asked < read - habit < 1.05 * asked


def test_a_stopped_instruction_moves_its_sites_only_until_the_stop(provider: FlexProvider) -> None:
    dispatch = Dispatch.objects.filter(status="delivered").order_by("pk").first()
    assert dispatch is not None
    dispatch.stopped_at = dispatch.start + timedelta(minutes=30)
    dispatch.save()
    assets = list(Asset.objects.filter(pk__in=dispatch.asset_ids))
    ends = {shift.end for mine in shifts_of(assets, dispatch.start, dispatch.end).values() for shift in mine}
    assert dispatch.stopped_at in ends


def test_meter_files_are_written_once_a_month_and_left_alone(provider: FlexProvider, tmp_path: Path) -> None:
    obligation = Obligation.objects.filter(provider=provider).first()
    assert obligation is not None
    Obligation.objects.filter(provider=provider).update(asset_ids=obligation.asset_ids[:1])
    written = write_meter_data(provider, now=NOW, folder=tmp_path)
    assert [path.name for path in written] == [f"2026-{month:02}.csv" for month in (7, 8, 9, 10, 11)]
    july = written[0].read_text().splitlines()
    assert july[0] == "mpan,period_end_utc,kwh"
    assert len(july) == 1 + 31 * 48
    assert written[-1].read_text().splitlines()[-1].split(",")[1] == "2026-11-23T10:00Z"
    assert write_meter_data(provider, now=NOW, folder=tmp_path) == []


def test_the_command_writes_where_the_server_keeps_its_files(
    provider: FlexProvider, tmp_path: Path, settings: Settings
) -> None:
    settings.VAR = tmp_path
    Obligation.objects.filter(provider=provider).update(asset_ids=[])
    assert seed.write_meters() == 0
    assert (tmp_path / "meter-data").is_dir()
