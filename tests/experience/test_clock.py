"""A quarter of an hour on the market, tick by tick; the seed; and what the clock does when a part fails."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from experience import clock
from experience.clock import tick
from experience.market.models import (
    Asset,
    Bid,
    Competition,
    Dispatch,
    FlexProvider,
    MachineUser,
    Obligation,
    WebhookDelivery,
    WebhookRegistration,
)
from experience.market.rules.mpan import mpan_fault
from experience.scenery.mock import keep_mock_competitions
from experience.seed import (
    add_estate,
    add_machine_user,
    add_operators,
    add_postcodes,
    add_provider,
    register_webhook,
)
from tests.experience import builders

MINUTE = timedelta(minutes=1)


@pytest.fixture
def market(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> FlexProvider:
    """The seeded market, with its provider, a machine user and a webhook."""
    monkeypatch.setenv("EXPERIENCE_PROVIDER_ID", "hillsde")
    monkeypatch.setenv("EXPERIENCE_CLIENT_ID", "hillside-machine")
    monkeypatch.setenv("EXPERIENCE_API_KEY", "hillside-key")
    monkeypatch.setenv("EXPERIENCE_WEBHOOK_URL", "http://portal.test/hook/")
    monkeypatch.setenv("EXPERIENCE_WEBHOOK_SECRET", "secret")
    populate(now)
    return FlexProvider.objects.get(pk="hillsde")


def populate(now: datetime) -> None:
    add_operators()
    provider = add_provider(now)
    add_machine_user(provider)
    register_webhook(provider)
    add_postcodes()
    add_estate(provider, now)


class Machine:
    """The provider's machine, at whatever time it is."""

    def __init__(self) -> None:
        self.client = Client()

    def ask(self, now: datetime, method: str, path: str, body: object = None) -> Any:
        with time_machine.travel(now, tick=False):
            credentials = {"client_id": "hillside-machine", "api_key": "hillside-key"}
            token = self.client.post("/authtoken/v1/", credentials, content_type="application/json").json()[
                "token"
            ]
            headers = {"Authorization": f"Bearer {token}"}
            send: Callable[..., Any] = getattr(self.client, method)
            options: dict[str, Any] = {"content_type": "application/json"} if body else {}
            response = send(path, body, headers=headers, **options)
            assert response.status_code < 300, response.content
            return response.json()


@pytest.fixture
def minutes(market: FlexProvider, now: datetime) -> Iterator[Callable[[float], datetime]]:
    """Lets the market tick every quarter of a minute up to so many minutes past the quarter."""
    state = {"at": now}

    def until(wanted: float) -> datetime:
        while state["at"] <= now + wanted * MINUTE:
            tick(state["at"], compressed=True)
            state["at"] += MINUTE / 4
        return now + wanted * MINUTE

    return until


def test_a_compressed_competition_runs_from_qualification_to_delivery(
    minutes: Callable[[float], datetime], market: FlexProvider
) -> None:
    machine = Machine()
    at = minutes(1)
    [quick] = [
        each
        for each in machine.ask(at, "get", "/competitions/v1/")
        if each["status"] == "qualification_open" and each["reference"].startswith("QUICK")
    ]
    open_now = machine.ask(at, "get", "/bidding-opportunities/v1/")
    assert quick["id"] not in {each["competition_id"] for each in open_now}

    at = minutes(3)
    [opportunity] = [
        each
        for each in machine.ask(at, "get", "/bidding-opportunities/v1/")
        if each["competition_id"] == quick["id"]
    ]
    window = quick["service_periods"][0]["service_windows"][0]
    rates = [{"type": "utilisation", "value": "20.00"}]
    bid = {"service_window_id": window["id"], "capacity": "0.500", "max_runtime": "01:00:00", "rates": rates}
    path = f"/bids/v1/competitions/{quick['id']}/ballots/"
    ballot = machine.ask(at, "post", path, {"competition_id": quick["id"], "bids": [bid]})
    assert ballot["assets"]["flex"] == opportunity["assets"]["flex"]
    assert Bid.objects.filter(ballot__provider__is_rival=True, ballot__competition=quick["id"]).exists()

    at = minutes(8.5)
    assert machine.ask(at, "get", f"/competitions/v1/{quick['id']}/")["status"] == "closed"
    assert machine.ask(at, "get", "/competition-results/v1/") == []

    at = minutes(9.25)
    [result] = machine.ask(at, "get", "/competition-results/v1/")
    [obligation] = machine.ask(at, "get", "/obligations/v1/")
    assert (result["status"], obligation["bid_id"]) == ("accepted", ballot["bids"][0]["id"])

    at = minutes(10)
    [dispatch] = machine.ask(at, "get", "/dispatches/v1/")
    assert (dispatch["status"], dispatch["capacity"], dispatch["direction"]) == ("pending", "0.500", "export")
    answer = {"responses": [{"id": dispatch["id"], "response": "accept", "reason": ""}]}
    assert machine.ask(at, "post", "/dispatches/v1/respond/", answer)["results"][0]["status"] == "accepted"

    at = minutes(15)
    assert machine.ask(at, "get", f"/dispatches/v1/{dispatch['id']}/")["status"] == "delivered"
    told = list(WebhookDelivery.objects.order_by("created").values_list("event", flat=True))
    assert told == ["dispatch.created", "dispatch.changed"]


def test_an_unanswered_instruction_of_the_bot_expires(
    minutes: Callable[[float], datetime], market: FlexProvider
) -> None:
    minutes(3)
    quick = Competition.objects.get(reference="QUICK_20270112_1000")
    builders.bid(quick, market, "0.500", "20.00")
    minutes(11.25)
    assert Dispatch.objects.get().status == "pending"
    minutes(11.5)
    assert Dispatch.objects.get().status == "expired"


def test_scheduled_utilisation_is_not_instructed(market: FlexProvider, now: datetime) -> None:
    at = now + 45 * MINUTE
    for quarter_minutes in range(60):
        tick(at + quarter_minutes * MINUTE / 4, compressed=True)
        if quarter_minutes == 12:
            quick = Competition.objects.get(reference="QUICK_20270112_1045")
            builders.bid(quick, market, "0.500", "20.00")
    assert quick.product_type == "Scheduled Utilisation"
    assert Obligation.objects.filter(provider=market).count() == 1
    assert not Dispatch.objects.exists()


def test_the_clock_never_makes_anything_twice(market: FlexProvider, now: datetime) -> None:
    for _ in range(3):
        tick(now + 3 * MINUTE, compressed=True)
    references = list(Competition.objects.order_by("reference").values_list("reference", flat=True))
    mock = ["MOCK_20270112", "MOCK_20270113", "QUICK_20270112_1000", "QUICK_20270112_1015"]
    areas = ["BLYTH_MOOR", "CORBIE_LAW", "EDENSIDE", "WHITADDER_BRAES"]
    assert references == [*mock, *(f"ROUND_202701_{area}" for area in areas)]
    assert Bid.objects.filter(ballot__provider__is_rival=True).count() == Bid.objects.count()
    rivals = Bid.objects.values_list("ballot__provider", "service_window")
    assert len(rivals) == len(set(rivals))


def test_without_compression_only_the_daily_competitions_are_held(
    market: FlexProvider, now: datetime
) -> None:
    made = keep_mock_competitions(now=now, compressed=False)
    assert [each.reference for each in made] == ["MOCK_20270112", "MOCK_20270113"]


def test_the_products_vary_over_the_week(market: FlexProvider, now: datetime) -> None:
    made = [
        each
        for days in range(7)
        for each in keep_mock_competitions(now=now + timedelta(days=days), compressed=False)
    ]
    assert {each.type for each in made} == {"Utilisation", "Availability and Utilisation"}
    assert {each.product_type for each in made} >= {"Scheduled Utilisation", "Operational Utilisation"}
    assert {each.need_direction for each in made} == {"Deficit", "Surplus"}


def test_every_mock_competition_finds_qualified_assets(market: FlexProvider, now: datetime) -> None:
    for days in range(7):
        tick(now + timedelta(days=days), compressed=False)
    for hour_quarter in range(4):
        tick(now + timedelta(minutes=15 * hour_quarter), compressed=True)
    approved = Competition.objects.exclude(reference__startswith="ROUND")
    assert approved.count() == 8 + 5
    assert all(each.qualifications.filter(eligible=True).count() >= 3 for each in approved)


def test_a_part_that_fails_does_not_stop_the_others(
    market: FlexProvider, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(**_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(clock, "judge_due", fails)
    dispatch = builders.dispatch(market, now)
    tick(now + 60 * MINUTE, compressed=False)
    assert Dispatch.objects.get(pk=dispatch.pk).status == "expired"
    assert "eligibility failed" in caplog.text


def test_the_seed_can_be_run_at_every_start(
    market: FlexProvider, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    Asset.objects.filter(ref="BAT-001").update(name="Renamed")
    before = {
        model: model.objects.count() for model in (Asset, FlexProvider, MachineUser, WebhookRegistration)
    }
    monkeypatch.setenv("EXPERIENCE_WEBHOOK_URL", "http://portal.test:9000/hook/")
    populate(now + timedelta(days=3))
    assert {model: model.objects.count() for model in before} == before
    assert Asset.objects.get(ref="BAT-001").name == "Renamed"
    assert WebhookRegistration.objects.get().url == "http://portal.test:9000/hook/"


def test_the_seeded_estate_is_of_many_kinds_with_valid_meters(market: FlexProvider) -> None:
    assets = list(Asset.objects.all())
    assert len(assets) == 40
    assert len({each.asset_type for each in assets}) >= 5
    meters = [meter for each in assets for meter in (each.import_meter_id, each.export_meter_id) if meter]
    assert len(meters) == len(set(meters))
    assert all(mpan_fault(meter) is None for meter in meters)
    assert sorted(market.applications.values_list("status", flat=True)) == ["approved", "approved", "pending"]
