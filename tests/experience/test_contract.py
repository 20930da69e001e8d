"""The server answers the worked examples under tests/contract as they say; the portal's client is held to the same."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from experience.api.bodies.assets import asset_values, planned_asset_values
from experience.api.tokens import issue_token
from experience.market import models
from experience.market.rules.text import parse_duration, parse_instant
from experience.market.services.publishing import publish_competition
from tests.experience import builders

CONTRACT = Path(__file__).parent.parent / "contract"
WORLD = json.loads((CONTRACT / "world.json").read_text())
EXAMPLES = {
    file.stem: json.loads(file.read_text()) for file in sorted((CONTRACT / "examples").glob("*.json"))
}


@pytest.fixture
def world(db: None) -> models.FlexProvider:
    """The rows that every example starts from."""
    start = parse_instant("2026-06-01T00:00:00Z")
    who = models.FlexProvider.objects.create(
        id=WORLD["provider"]["id"], name=WORLD["provider"]["name"], created=start
    )
    builders.machine_user(who, WORLD["provider"]["client_id"], WORLD["provider"]["api_key"])
    models.Operator.objects.create(name="SP Energy Networks", mpan_distributor="18")
    add_assets(who)
    add_applications(who)
    for place, record in enumerate(WORLD["competitions"]):
        add_competition(record, start + timedelta(days=place))
    for competition_id, ids in WORLD["qualified"].items():
        found = models.Competition.objects.get(pk=competition_id)
        builders.qualify(found, *models.Asset.objects.filter(pk__in=ids))
    for record in WORLD["standings"]:
        add_standing(record)
    for record in WORLD["ballots"]:
        add_ballot(who, record)
    add_contracts(who)
    return who


def add_assets(who: models.FlexProvider) -> None:
    for record in WORLD["assets"]:
        stamps = {name: parse_instant(record[name]) for name in ("created", "modified")}
        models.Asset.objects.create(provider=who, id=record["id"], **stamps, **asset_values(record, who))
    for record in WORLD["planned_assets"]:
        values = planned_asset_values(record, who)
        now = parse_instant(WORLD["now"])
        models.PlannedAsset.objects.create(provider=who, id=record["id"], created=now, modified=now, **values)


def add_applications(who: models.FlexProvider) -> None:
    for record in WORLD["dps_records"]:
        operator = models.Operator.objects.get(name=record["operator_name"])
        models.DpsRecord.objects.create(operator=operator, reference=record["reference"], name=record["name"])
    for record in WORLD["applications"]:
        stamps = {name: parse_instant(record[name]) for name in ("submitted", "decided", "modified")}
        application = models.Application.objects.create(
            pk=int(record["id"]),
            provider=who,
            dps_record=models.DpsRecord.objects.get(reference=record["dps_record_reference"]),
            status=record["status"],
            reason=record["reason"],
            submitted_at=stamps["submitted"],
            decided_at=stamps["decided"],
        )
        models.Application.objects.filter(pk=application.pk).update(modified=stamps["modified"])


def add_competition(record: dict[str, Any], now: datetime) -> None:
    """Published as an operator would, then given the ids that the examples name."""
    made = publish_competition(record, by="operator", now=now)
    confirmed = parse_instant(record["confirmed"]) if record["confirmed"] else None
    made.service_windows.all().delete()
    made.service_periods.all().delete()
    models.Competition.objects.filter(pk=made.pk).update(id=record["id"], confirmed_at=confirmed)
    for period in record["service_periods"]:
        dates = {name: date.fromisoformat(period[name]) for name in ("start", "end")}
        models.ServicePeriod.objects.create(
            id=period["id"], competition_id=record["id"], name=period["name"], **dates
        )
        for window in period["service_windows"]:
            add_window(record["id"], period["id"], window)


def add_standing(record: dict[str, Any]) -> None:
    models.Qualification.objects.create(
        **{**record, "eligible": not record["reasons"], "modified": parse_instant(record["modified"])}
    )


def add_window(competition_id: str, period_id: str, record: dict[str, Any]) -> None:
    durations = ("minimum_run_time", "required_response_time", "dispatch_duration")
    models.ServiceWindow.objects.create(
        competition_id=competition_id,
        service_period_id=period_id,
        **{**record, **{name: parse_duration(record[name]) for name in durations if name in record}},
    )


def add_ballot(who: models.FlexProvider, record: dict[str, Any]) -> None:
    ballot = models.Ballot.objects.create(
        id=record["id"],
        provider=who,
        competition_id=record["competition_id"],
        status=record["status"],
        created=parse_instant(record["created"]),
        flex_asset_ids=record["assets"]["flex"],
        planned_asset_ids=record["assets"]["planned"],
    )
    reasons = {result["bid_id"]: result["rejection_reason"] for result in WORLD["competition_results"]}
    for bid in record["bids"]:
        models.Bid.objects.create(
            id=bid["id"],
            ballot=ballot,
            service_window_id=bid["service_window_id"],
            capacity=Decimal(bid["capacity"]),
            max_runtime=parse_duration(bid["max_runtime"]),
            rates=bid["rates"],
            decision="" if bid["status"] == "submitted" else bid["status"],
            rejection_reason=reasons.get(bid["id"]) or "",
        )


def add_contracts(who: models.FlexProvider) -> None:
    for record in WORLD["obligations"]:
        values = {
            name: value for name, value in record.items() if name not in {"assets", "status", "modified"}
        }
        modified = parse_instant(record["modified"])
        models.Obligation.objects.create(
            provider=who, asset_ids=record["assets"], created=modified, modified=modified, **values
        )
    for record in WORLD["availability_variations"]:
        models.AvailabilityVariation.objects.create(**record)
    for record in WORLD["dispatches"]:
        implied = {"competition_id", "service_window_id"}
        values = {name: value for name, value in record.items() if name not in implied}
        models.Dispatch.objects.create(provider=who, **values)


def ask(request: dict[str, Any], now: datetime) -> Any:
    client = Client()
    if request.get("signed", True):
        name = WORLD["provider"]["client_id"]
        token = issue_token(name, settings.SECRET_KEY, now=now, lifetime=timedelta(hours=1))
        client = Client(headers={"Authorization": f"Bearer {token}"})
    body = json.dumps(request["body"]) if "body" in request else ""
    return client.generic(
        request["method"],
        request["path"],
        body,
        content_type="application/json",
        query_params=request.get("query"),
    )


def agrees(answer: Any, expected: Any, varies: list[str], path: str = "") -> bool:
    """Whether an answer says what the example says: more fields are welcome, other values only where they vary."""
    if isinstance(expected, dict):
        return isinstance(answer, dict) and all(
            name in answer and agrees(answer[name], value, varies, f"{path}{name}.")
            for name, value in expected.items()
        )
    if isinstance(expected, list):
        alike = isinstance(answer, list) and len(answer) == len(expected)
        return alike and all(agrees(a, e, varies, f"{path}*.") for a, e in zip(answer, expected, strict=True))
    if path.rstrip(".") in varies:
        return type(answer) is type(expected) and (answer is None or bool(answer))
    return bool(answer == expected)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_server_answers_as_the_example_says(name: str, world: models.FlexProvider) -> None:
    example = EXAMPLES[name]
    now = parse_instant(example.get("now", WORLD["now"]))
    with time_machine.travel(now.astimezone(UTC), tick=False):
        response = ask(example["request"], now)
    expected = example["response"]
    assert response.status_code == expected["status"], response.content
    for header, value in expected.get("headers", {}).items():
        assert response.headers[header] == value
    if "body" not in expected:
        assert response.content == b""
    else:
        assert agrees(response.json(), expected["body"], example.get("varies", [])), response.json()


def test_the_comparison_is_not_content_with_anything() -> None:
    assert not agrees({"id": "a", "more": 1}, {"id": "b"}, [])
    assert not agrees([], [1], [])
    assert not agrees({}, {"id": "b"}, ["id"])
    assert not agrees({"id": None}, {"id": "b"}, ["id"])
    assert agrees({"id": "a", "more": 1}, {"id": "b"}, ["id"])
