"""Opportunities, ballots, results, obligations and instructions through the API."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from experience.market.models import Asset, Bid, Competition, FlexProvider, PlannedAsset
from experience.market.services.decisions import confirm_competition, decide_bid
from tests.experience import builders


@pytest.fixture
def battery(provider: FlexProvider, open_competition: Competition) -> Asset:
    asset = builders.asset(provider, "BAT-1")
    builders.qualify(open_competition, asset)
    return asset


@pytest.fixture
def submit(api: Callable[..., Client], open_competition: Competition, now: datetime) -> Callable[..., Any]:
    client = api()

    def send(mw: str = "1.000", at: datetime = now, **more: object) -> Any:
        window = open_competition.service_windows.all()[0]
        rates = [{"type": "utilisation", "value": "100.00"}]
        bid = {"service_window_id": window.pk, "capacity": mw, "max_runtime": "02:00:00", "rates": rates}
        body = {"competition_id": open_competition.pk, "bids": [bid], **more}
        with time_machine.travel(at, tick=False):
            return client.post(
                f"/bids/v1/competitions/{open_competition.pk}/ballots/", body, content_type="application/json"
            )

    return send


def at(moment: datetime, client: Client, path: str) -> Any:
    with time_machine.travel(moment, tick=False):
        return client.get(path).json()


def test_an_opportunity_is_an_open_competition_with_something_qualified(
    api: Callable[..., Client], open_competition: Competition, battery: Asset, now: datetime
) -> None:
    builders.competition(now)
    assert at(now, api(), "/bidding-opportunities/v1/") == [
        {
            "competition_id": open_competition.pk,
            "competition_reference": open_competition.reference,
            "closed": "2027-01-12T17:00:00Z",
            "total_capacity": "1.000",
            "assets": {"flex": [battery.pk], "planned": []},
        }
    ]
    assert at(open_competition.closed, api(), "/bidding-opportunities/v1/") == []
    assert at(open_competition.open - timedelta(seconds=1), api(), "/bidding-opportunities/v1/") == []


def test_a_planned_asset_counts_in_the_competition_it_names(
    api: Callable[..., Client], provider: FlexProvider, open_competition: Competition, now: datetime
) -> None:
    values = {
        "voltage_level": 11,
        "asset_type": "battery",
        "capacity_value": "0.700",
        "created": now,
        "modified": now,
    }
    for reference, kind in (("P1", "active_export"), ("P2", "active_import")):
        PlannedAsset.objects.create(
            provider=provider,
            reference=reference,
            capacity_type=kind,
            competition_reference=open_competition.reference,
            **values,
        )
    [found] = at(now, api(), "/bidding-opportunities/v1/")
    assert found["total_capacity"] == "0.700"
    assert len(found["assets"]["planned"]) == 1


def test_without_approval_nothing_is_on_offer(
    provider: FlexProvider, api: Callable[..., Client], battery: Asset, now: datetime
) -> None:
    provider.applications.update(status="pending")
    assert at(now, api(), "/bidding-opportunities/v1/") == []


def test_a_second_ballot_replaces_the_first(
    submit: Callable[..., Any],
    battery: Asset,
    api: Callable[..., Client],
    open_competition: Competition,
    now: datetime,
) -> None:
    first = submit("1.000").json()
    second = submit("0.500", now + timedelta(minutes=1)).json()
    assert first["assets"] == {"flex": [battery.pk], "planned": []}
    listed = at(now, api(), f"/bids/v1/competitions/{open_competition.pk}/ballots/")
    assert [(each["id"], each["status"]) for each in listed] == [
        (first["id"], "superseded"),
        (second["id"], "submitted"),
    ]
    assert listed[0]["bids"][0]["status"] == "superseded"


@pytest.mark.parametrize(("hours", "words"), [(-2, "Bidding opens"), (7, "Bidding closed")])
def test_bids_are_taken_between_the_opening_and_the_close(
    hours: int, words: str, submit: Callable[..., Any], battery: Asset, now: datetime
) -> None:
    response = submit(at=now + timedelta(hours=hours))
    assert response.status_code == 400
    assert words in response.json()["non_field_errors"][0]


def test_naming_fewer_assets_lowers_the_cap(
    submit: Callable[..., Any], battery: Asset, provider: FlexProvider, open_competition: Competition
) -> None:
    second = builders.asset(provider, "BAT-2")
    builders.qualify(open_competition, second)
    assert submit("2.000").status_code == 201
    refused = submit("2.000", assets={"flex": [battery.pk]})
    assert "at most the qualified capacity of 1.000 MW" in refused.json()["bids"][0]["capacity"][0]


def test_only_qualified_assets_can_be_named(
    submit: Callable[..., Any], battery: Asset, provider: FlexProvider
) -> None:
    other = builders.asset(provider, "BAT-2")
    assert list(submit(assets={"flex": [other.pk]}).json()["assets"]) == ["flex"]
    assert list(submit(assets={"flex": [battery.pk], "planned": ["nope"]}).json()["assets"]) == ["planned"]
    assert "assets" in submit(assets={"flex": [], "planned": []}).json()


def test_a_provider_with_nothing_qualified_cannot_bid(submit: Callable[..., Any]) -> None:
    assert "None of your assets" in submit().json()["non_field_errors"][0]


def test_an_archived_asset_no_longer_counts(submit: Callable[..., Any], battery: Asset) -> None:
    Asset.objects.update(status="archived")
    assert "None of your assets" in submit().json()["non_field_errors"][0]


def test_a_ballot_is_withdrawn_until_the_close_and_only_once(
    submit: Callable[..., Any],
    battery: Asset,
    api: Callable[..., Client],
    open_competition: Competition,
    now: datetime,
) -> None:
    path = f"/bids/v1/competitions/{open_competition.pk}/ballots/"
    ballot, client = submit().json(), api()
    with time_machine.travel(now, tick=False):
        assert client.delete(f"{path}{ballot['id']}/").status_code == 204
        assert client.delete(f"{path}{ballot['id']}/").status_code == 204
    again = submit(at=now + timedelta(minutes=1)).json()
    with time_machine.travel(open_competition.closed, tick=False):
        assert client.delete(f"{path}{again['id']}/").status_code == 400
    statuses = [each["status"] for each in at(now, client, path)]
    assert statuses == ["withdrawn", "submitted"]


def test_a_superseded_ballot_cannot_be_withdrawn(
    submit: Callable[..., Any],
    battery: Asset,
    api: Callable[..., Client],
    open_competition: Competition,
    now: datetime,
) -> None:
    first = submit().json()
    submit()
    with time_machine.travel(now, tick=False):
        gone = api().delete(f"/bids/v1/competitions/{open_competition.pk}/ballots/{first['id']}/")
    assert gone.json()["non_field_errors"] == ["The ballot is already superseded."]


def test_bodies_that_make_no_sense_are_refused_by_field(
    submit: Callable[..., Any], battery: Asset, open_competition: Competition
) -> None:
    window = open_competition.service_windows.all()[0].pk
    twice = [{"type": "utilisation", "value": "1"}, {"type": "utilisation", "value": "2"}]
    bid = {"service_window_id": window, "capacity": "1", "max_runtime": "02:00:00", "rates": twice}
    assert "once" in submit(bids=[bid]).json()["bids"][0]["rates"][0]
    assert submit(bids=[]).json()["bids"] == ["This list may not be empty."]
    assert list(submit(competition_id="other").json()) == ["competition_id"]
    assert list(submit(bids=[{**bid, "max_runtime": "long"}]).json()["bids"][0]) == ["max_runtime"]


def test_decisions_show_only_after_the_confirmation(
    submit: Callable[..., Any], battery: Asset, api: Callable[..., Client], open_competition: Competition
) -> None:
    ballot = submit().json()
    after = open_competition.closed + timedelta(minutes=1)
    decide_bid(ballot["bids"][0]["id"], True, "", by="operator", now=after)
    path = f"/bids/v1/competitions/{open_competition.pk}/ballots/{ballot['id']}/"
    assert at(after, api(), path)["bids"][0]["status"] == "submitted"
    assert at(after, api(), "/competition-results/v1/") == []
    confirm_competition(open_competition.pk, by="operator", now=after)
    assert at(after, api(), path)["bids"][0]["status"] == "accepted"
    [result] = at(after, api(), f"/competition-results/v1/?competition_id={open_competition.pk}")
    assert (result["status"], result["confirmed"]) == ("accepted", "2027-01-12T17:01:00Z")
    [obligation] = at(after, api(), "/obligations/v1/")
    assert (obligation["bid_id"], obligation["assets"]) == (result["bid_id"], [battery.pk])
    assert at(after, api(), "/competition-results/v1/?competition_id=other") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("start_since=2027-01-01&end_to=2027-01-31", 1),
        ("start_since=2027-01-02", 0),
        ("start_to=2026-12-31", 0),
        ("end_since=2027-01-31", 1),
        ("end_to=2027-01-30", 0),
        ("bid_id=other", 0),
        ("competition_id=other", 0),
    ],
)
def test_obligations_are_filtered(
    query: str, found: int, api: Callable[..., Client], provider: FlexProvider, now: datetime
) -> None:
    builders.obligation(provider, now)
    assert len(at(now, api(), f"/obligations/v1/?{query}")) == found


def test_a_filter_that_is_no_date_is_refused(api: Callable[..., Client], now: datetime) -> None:
    assert list(at(now, api(), "/obligations/v1/?start_since=soon")) == ["start_since"]
    assert list(at(now, api(), "/dispatches/v1/?modified_since=soon")) == ["modified_since"]


def test_availability_is_declared_within_the_obligation(
    api: Callable[..., Client], provider: FlexProvider, now: datetime
) -> None:
    path = f"/obligations/v1/{builders.obligation(provider, now).pk}/availability-variations/"
    client = api()
    body = {
        "start": "2027-01-13T17:00:00Z",
        "end": "2027-01-13T18:00:00Z",
        "capacity": "0.000",
        "reason": "Repair",
    }
    with time_machine.travel(now, tick=False):
        made = client.post(path, body, content_type="application/json")
        for wrong in ({"capacity": "1.001"}, {"capacity": "-1"}, {"end": body["start"]}, {"start": "soon"}):
            response = client.post(path, {**body, **wrong}, content_type="application/json")
            assert (response.status_code, list(response.json())) == (400, list(wrong))
    assert made.status_code == 201
    assert at(now, client, path) == [made.json()]


def test_dispatches_changed_since_an_instant_are_listed(
    api: Callable[..., Client], provider: FlexProvider, now: datetime
) -> None:
    dispatch = builders.dispatch(provider, now)
    assert len(at(now, api(), "/dispatches/v1/?modified_since=2027-01-12T10:00:00Z")) == 1
    assert len(at(now, api(), "/dispatches/v1/?modified_since=2027-01-12T10:00:00+00:00")) == 1
    assert at(now, api(), "/dispatches/v1/?modified_since=2027-01-12T10:00:01Z") == []
    assert at(now, api(), f"/dispatches/v1/{dispatch.pk}/")["status"] == "pending"


def test_answers_are_taken_each_on_its_own(
    api: Callable[..., Client], provider: FlexProvider, now: datetime
) -> None:
    mine = builders.dispatch(provider, now)
    theirs = builders.dispatch(builders.provider("Other"), now)
    answers = [{"id": mine.pk, "response": "accept"}, {"id": theirs.pk, "response": "accept"}]
    client = api()
    with time_machine.travel(now, tick=False):
        first = client.post(
            "/dispatches/v1/respond/", {"responses": answers}, content_type="application/json"
        ).json()
        repeat = client.post(
            "/dispatches/v1/respond/", {"responses": answers}, content_type="application/json"
        ).json()
    assert first == repeat
    assert [(each["status"], each["error"]) for each in first["results"]] == [
        ("accepted", None),
        ("", "Not found."),
    ]
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.status, mine.version, theirs.status) == ("accepted", 2, "pending")


def test_bids_of_strangers_stay_theirs(
    api: Callable[..., Client], open_competition: Competition, now: datetime
) -> None:
    other = builders.provider("Other")
    bid = builders.bid(open_competition, other)
    Bid.objects.update(decision="accepted")
    Competition.objects.update(confirmed_at=now)
    client, path = api(), f"/bids/v1/competitions/{open_competition.pk}/ballots/"
    assert at(now, client, path) == []
    assert at(now, client, f"{path}{bid.ballot_id}/") == {"detail": "Not found."}
    assert at(now, client, "/competition-results/v1/") == []
