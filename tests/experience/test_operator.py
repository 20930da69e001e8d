"""What an operator does, over HTTP: the same services as the clock's, with the operator's key."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from experience.market.models import (
    Application,
    Asset,
    Bid,
    Competition,
    Dispatch,
    FlexProvider,
    Qualification,
)
from experience.market.rules.dispatches import last_half_hour
from tests.experience import builders

KEY = "operator-key"
Ask = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ask(settings: Settings, db: None) -> Ask:
    """`ask("confirm", competition="…")` -> status and body."""
    settings.OPERATOR_KEY = KEY

    def post(verb: str, key: str = KEY, **order: Any) -> tuple[int, dict[str, Any]]:
        client = Client(headers={"Authorization": f"Bearer {key}"})
        response = client.post(f"/operator/v1/{verb}/", order, content_type="application/json")
        return response.status_code, response.json()

    return post


@pytest.mark.parametrize("key", ["", "wrong"])
def test_nobody_operates_without_the_key(ask: Ask, key: str) -> None:
    assert ask("fault", key=key, clear=True)[0] == 401


def test_a_server_without_a_key_has_no_operator(ask: Ask, settings: Settings) -> None:
    settings.OPERATOR_KEY = ""
    assert ask("fault", key="", clear=True)[0] == 401


def test_an_unknown_verb_is_told_the_known_ones(ask: Ask) -> None:
    status, body = ask("dance")
    assert status == 404
    assert "advance" in body["detail"]


def test_an_unknown_field_is_refused(ask: Ask) -> None:
    assert ask("confirm", competition="x", colour="red")[0] == 400


def test_competitions_are_loaded_all_or_none(ask: Ask) -> None:
    builders.dps_record()
    now = timezone.now()
    good = builders.competition_record(now, reference="GOOD")
    bad = builders.competition_record(now, reference="not a reference")
    status, _ = ask("competitions", competitions=[good, bad])
    assert status == 400
    assert not Competition.objects.exists()
    status, body = ask("competitions", competitions=[good])
    assert (status, body["competitions"][0]["reference"]) == (200, "GOOD")


def test_an_application_is_approved_or_rejected_with_a_reason(ask: Ask) -> None:
    who = builders.provider("New Flex")
    builders.application(who, "LPN", "pending")
    assert ask("approve", provider="New Flex", dps_record="LPN", reject=True)[0] == 400
    assert (
        ask("approve", provider="New Flex", dps_record="LPN", reject=True, reason="No insurance.")[0] == 200
    )
    assert Application.objects.get().status == "rejected"
    assert ask("approve", provider=who.pk, dps_record="LPN")[1]["status"] == "approved"


def test_an_override_keeps_an_asset_out(
    ask: Ask, provider: FlexProvider, open_competition: Competition
) -> None:
    asset = builders.asset(provider, "BAT-1")
    status, _ = ask(
        "override", competition=open_competition.reference, asset="BAT-1", word="-", reason="Fault level"
    )
    assert status == 200
    assert Qualification.objects.get(asset=asset).override == "-"
    assert ask("override", competition=open_competition.pk, asset=asset.pk, word="maybe")[0] == 400


def test_criteria_are_set_while_assets_are_taken_and_tested_at_once(ask: Ask, provider: FlexProvider) -> None:
    now = timezone.now()
    closing = {"qualification_closed": now + timedelta(hours=1), "open": now + timedelta(hours=2)}
    made = builders.competition(now, **{name: at.isoformat() for name, at in closing.items()})
    asset = builders.asset(provider, "BAT-1", response_time=timedelta(minutes=2))
    order = {
        "asset_types": "battery, chp_gas",
        "maximum_response_time": "00:01:00",
        "meter_id_required": True,
    }
    status, body = ask("criteria", competition=made.reference, **order)
    assert (status, body["criteria"]["asset_types"]) == (200, ["battery", "chp_gas"])
    assert Qualification.objects.get(asset=asset).reasons == [
        "No meter ID is given.",
        "The response time is over 00:01:00 or not given.",
    ]
    status, said = ask("explain", competition=made.reference, asset="BAT-1")
    assert (said["place"], said["codes"], said["told"]) == (
        "inside",
        ["no_meter_id", "response"],
        "ineligible",
    )
    assert ask("criteria", competition=made.reference)[0] == 200
    assert Qualification.objects.get(asset=asset).eligible
    assert ask("criteria", competition=made.reference, minimum_run_time="soon")[0] == 400


def test_criteria_stand_once_qualification_has_closed(ask: Ask) -> None:
    made = builders.competition(timezone.now())
    status, body = ask("criteria", competition=made.reference, asset_types="battery")
    assert (status, "criteria stand" in str(body)) == (400, True)


def test_a_hidden_list_of_meters_is_tested_against_and_not_shown(ask: Ask, provider: FlexProvider) -> None:
    now = timezone.now()
    closing = {"qualification_closed": now + timedelta(hours=1), "open": now + timedelta(hours=2)}
    made = builders.competition(now, **{name: at.isoformat() for name, at in closing.items()})
    asset = builders.asset(provider, "BAT-1", import_meter_id="1800000000143")
    _, body = ask("criteria", competition=made.pk, meter_ids="1800000000019\n", meter_ids_hidden=True)
    assert (body["criteria"]["meter_ids"], body["criteria"]["meter_ids_listed"]) == ([], True)
    assert ask("explain", competition=made.pk, asset="BAT-1")[1]["codes"] == ["meter_not_listed"]
    Asset.objects.filter(pk=asset.pk).update(export_meter_id="1800000000019")
    assert ask("explain", competition=made.pk, asset="BAT-1")[1]["codes"] == []


@pytest.mark.parametrize(
    "criteria", [{"colour": "red"}, {"maximum_response_time": "soon"}, {"asset_types": "battery"}]
)
def test_a_competition_with_criteria_that_nobody_understands_is_refused(
    ask: Ask, criteria: dict[str, Any]
) -> None:
    record = builders.competition_record(timezone.now(), criteria=criteria)
    status, body = ask("competitions", competitions=[record])
    assert (status, list(body)) == (400, ["criteria"])


@pytest.mark.parametrize(
    "boundary",
    [{}, {"geometry": {"type": "Point", "coordinates": [1, 2]}}, {"bounding_boxes": [[1, 2, 3]]}],
)
def test_a_competition_that_is_nowhere_is_refused(ask: Ask, boundary: dict[str, Any]) -> None:
    record = builders.competition_record(timezone.now(), boundary=boundary)
    assert ask("competitions", competitions=[record])[0] == 400


def test_a_reference_that_two_providers_use_must_be_an_id(ask: Ask, open_competition: Competition) -> None:
    for name in ("A", "B"):
        builders.asset(builders.provider(name), "BAT-1")
    status, body = ask("override", competition=open_competition.pk, asset="BAT-1", word="+")
    assert (status, "give its id" in body["asset"][0]) == (400, True)


def test_bids_are_decided_and_revealed(ask: Ask, provider: FlexProvider) -> None:
    now = timezone.now()
    competition = builders.competition(now)
    bid = builders.bid(competition, provider)
    assert ask("decide", bid=bid.pk)[0] == 400
    assert ask("advance", competition=competition.reference)[1]["status"] == "closed"
    assert ask("decide", bid=bid.pk, reject=True)[0] == 400
    assert ask("confirm", competition=competition.pk)[0] == 400
    assert ask("decide", competition=competition.pk)[1]["decided"] == 1
    assert ask("confirm", competition=competition.pk)[1]["status"] == "confirmed"
    assert Bid.objects.get().decision == "accepted"


def test_an_instruction_is_issued_changed_and_stopped(ask: Ask, provider: FlexProvider) -> None:
    obligation = builders.obligation(provider, timezone.now())
    status, issued = ask("dispatch", obligation=obligation.pk, capacity="0.200")
    assert (status, issued["status"], issued["version"]) == (200, "pending", 1)
    later = (timezone.now() + timedelta(hours=3)).isoformat()
    status, changed = ask("dispatch", dispatch=issued["id"], end=later)
    assert (status, changed["version"]) == (200, 2)
    assert ask("dispatch", dispatch=issued["id"], end="tomorrow")[0] == 400
    assert ask("stop", dispatch=issued["id"])[1]["status"] == "stopped"
    assert Dispatch.objects.get().version == 3


def test_an_accepted_instruction_is_hurried_to_its_delivery(ask: Ask, provider: FlexProvider) -> None:
    obligation = builders.obligation(provider, timezone.now())
    issued = ask("dispatch", obligation=obligation.pk)[1]["id"]
    Dispatch.objects.update(status="accepted")
    ask("advance", dispatch=issued)
    status, body = ask("advance", dispatch=issued)
    row = Dispatch.objects.get()
    assert (status, body["status"]) == (200, "delivered")
    assert row.end == last_half_hour(row.modified)
    assert row.end - row.start == timedelta(hours=1)


@pytest.mark.parametrize(
    ("verb", "order"),
    [
        ("advance", {}),
        ("advance", {"dispatch": "x", "competition": "y"}),
        ("decide", {}),
        ("dispatch", {}),
        ("stop", {"dispatch": "gone"}),
        ("confirm", {"competition": "gone"}),
        ("dispatch", {"obligation": "gone"}),
        ("decide", {"bid": "gone"}),
        ("approve", {"provider": "gone", "dps_record": "gone"}),
        ("fault", {"kind": "earthquake"}),
        ("fault", {"kind": "500", "seconds": 1000}),
        ("fault", {"kind": "500", "times": 0}),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_in_words(ask: Ask, verb: str, order: dict[str, Any]) -> None:
    status, body = ask(verb, **order)
    assert status == 400
    assert body


def test_meter_data_of_an_asset_is_a_file_until_the_last_half_hour(ask: Ask, provider: FlexProvider) -> None:
    asset: Asset = builders.asset(provider, "BAT-1", import_meter_id="1800000000001")
    client = Client(headers={"Authorization": f"Bearer {KEY}"})
    response = client.get("/operator/v1/meter-data/", {"asset": asset.ref, "days": "1"})
    lines = b"".join(response.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "mpan,period_end_utc,kwh"
    assert len(lines) == 1 + 48
    assert lines[1].startswith("1800000000001,")
    assert client.get("/operator/v1/meter-data/").status_code == 400
    assert client.get("/operator/v1/meter-data/", {"asset": "BAT-1", "days": "x"}).status_code == 400
    assert Client().get("/operator/v1/meter-data/").status_code == 401
