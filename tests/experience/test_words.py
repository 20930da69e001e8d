"""The market's word on each asset in each competition, as the rows, the clock and the operator make it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from experience.market.models import Asset, Competition, FlexProvider, Qualification
from experience.market.rules.words import Facts, Status, word_on
from experience.market.services.applications import approve_application, reject_application
from experience.market.services.assets import update_asset
from experience.market.services.judging import judge_due, override_qualification
from tests.experience import builders

MINUTE = timedelta(minutes=1)
PASSED = Facts(
    reasons=[],
    override="",
    override_reason="",
    archived=False,
    approved=True,
    bidding_has_opened=False,
    dps_reference="LPN",
)
NO_CAPACITY = "No Active Export capacity."


@pytest.mark.parametrize(
    ("change", "status", "reasons"),
    [
        ({}, Status.ELIGIBLE, []),
        ({"bidding_has_opened": True}, Status.QUALIFIED, []),
        ({"reasons": [NO_CAPACITY]}, Status.INELIGIBLE, [NO_CAPACITY]),
        ({"reasons": [NO_CAPACITY], "override": "+"}, Status.ELIGIBLE, []),
        ({"reasons": [NO_CAPACITY], "override": "+", "bidding_has_opened": True}, Status.QUALIFIED, []),
        ({"override": "-", "override_reason": "Fault level"}, Status.DISQUALIFIED, ["Fault level"]),
        ({"override": "-"}, Status.DISQUALIFIED, ["The operator keeps it out."]),
        ({"override": "+", "archived": True}, Status.INELIGIBLE, ["The asset is archived."]),
        ({"override": "+", "approved": False}, Status.INELIGIBLE, ["The provider is not approved on LPN."]),
        (
            {"reasons": ["The asset is archived."], "archived": True},
            Status.INELIGIBLE,
            ["The asset is archived."],
        ),
    ],
)
def test_a_word_follows_from_the_test_the_operator_and_the_hour(
    change: dict[str, Any], status: Status, reasons: list[str]
) -> None:
    assert word_on(replace(PASSED, **change)) == (status, reasons)


@pytest.fixture
def taking(provider: FlexProvider, now: datetime) -> Competition:
    """Takes assets for another hour; bidding opens in two."""
    opening = {
        "qualification_closed": (now + 60 * MINUTE).isoformat(),
        "open": (now + 120 * MINUTE).isoformat(),
    }
    return builders.competition(now, **opening)


Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def word(api: Callable[..., Client], taking: Competition) -> Ask:
    """What the provider is told at an instant: asset id -> record."""
    client = api()

    def ask(at: datetime, **query: str) -> dict[str, Any]:
        with time_machine.travel(at, tick=False):
            records = client.get("/asset-qualifications/v1/", query).json()
        return {record["asset_id"]: record for record in records}

    return ask


def test_assets_in_the_area_that_fail_are_told_why(
    word: Ask, provider: FlexProvider, taking: Competition, now: datetime
) -> None:
    good, bad = builders.asset(provider), builders.asset(provider, active_export_capacity=None)
    builders.asset(provider, longitude=-1.0)
    builders.asset(provider, status="archived")
    judge_due(now=now)
    told = word(now)
    assert {pk: record["status"] for pk, record in told.items()} == {
        good.pk: "eligible",
        bad.pk: "ineligible",
    }
    assert told[bad.pk]["reasons"] == [NO_CAPACITY]
    assert told[good.pk] == {
        "id": told[good.pk]["id"],
        "asset_id": good.pk,
        "competition_id": taking.pk,
        "status": "eligible",
        "reasons": [],
        "modified": "2027-01-12T10:00:00Z",
    }


def test_one_that_leaves_the_area_is_told_so(word: Ask, provider: FlexProvider, now: datetime) -> None:
    asset = builders.asset(provider)
    judge_due(now=now)
    update_asset(asset, {"longitude": -1.0}, now=now + MINUTE)
    judge_due(now=now + MINUTE)
    assert word(now + MINUTE)[asset.pk]["reasons"] == ["Outside the competition's area and its buffer."]


def test_a_test_that_finds_nothing_new_changes_no_row(
    word: Ask, provider: FlexProvider, taking: Competition, now: datetime
) -> None:
    builders.asset(provider)
    builders.asset(provider, active_export_capacity=None)
    judge_due(now=now)
    Competition.objects.update(judged_at=None)
    judge_due(now=now + MINUTE)
    assert set(Qualification.objects.values_list("modified", flat=True)) == {now}


def test_eligible_becomes_qualified_when_bidding_opens_and_counts_as_a_change(
    word: Ask, provider: FlexProvider, taking: Competition, now: datetime
) -> None:
    asset = builders.asset(provider)
    judge_due(now=now)
    just_before, since = taking.open - timedelta(seconds=1), (now + MINUTE).isoformat()
    assert word(just_before)[asset.pk]["status"] == "eligible"
    assert word(just_before, modified_since=since) == {}
    told = word(taking.open, modified_since=since)[asset.pk]
    assert (told["status"], told["modified"]) == ("qualified", "2027-01-12T12:00:00Z")


def test_what_can_only_be_looked_at_never_qualifies(word: Ask, provider: FlexProvider, now: datetime) -> None:
    Competition.objects.update(visibility_only=True)
    asset = builders.asset(provider)
    judge_due(now=now)
    assert word(now + 200 * MINUTE)[asset.pk]["status"] == "eligible"


def test_the_operators_word_is_told_with_its_reason(
    word: Ask, provider: FlexProvider, taking: Competition, now: datetime
) -> None:
    asset = builders.asset(provider)
    judge_due(now=now)
    override_qualification(taking, asset, "-", "Fault level", by="operator", now=now + MINUTE)
    told = word(now + MINUTE, modified_since=(now + MINUTE).isoformat())[asset.pk]
    assert (told["status"], told["reasons"]) == ("disqualified", ["Fault level"])
    override_qualification(taking, asset, "", "", by="operator", now=now + 2 * MINUTE)
    assert word(now + 2 * MINUTE)[asset.pk]["status"] == "eligible"


def test_archiving_and_a_lost_approval_are_told_after_qualification_closed_too(
    word: Ask, provider: FlexProvider, taking: Competition, now: datetime
) -> None:
    archived, other = builders.asset(provider), builders.asset(provider)
    judge_due(now=now)
    later = taking.open + MINUTE
    update_asset(archived, {"status": "archived"}, now=later)
    told = word(later, modified_since=later.isoformat())
    assert {pk: record["reasons"] for pk, record in told.items()} == {archived.pk: ["The asset is archived."]}
    application = provider.applications.get()
    reject_application(application.pk, "No insurance.", by="operator", now=later + MINUTE)
    told = word(later + MINUTE, modified_since=(later + MINUTE).isoformat())
    assert told[other.pk]["reasons"] == ["The provider is not approved on LPN."]
    approve_application(application.pk, by="operator", now=later + 2 * MINUTE)
    assert word(later + 2 * MINUTE)[other.pk]["status"] == "qualified"


def test_words_are_narrowed_to_a_competition_and_served_by_the_page(
    api: Callable[..., Client], word: Ask, provider: FlexProvider, taking: Competition, now: datetime
) -> None:
    for _ in range(3):
        builders.asset(provider)
    judge_due(now=now)
    assert word(now, competition_id="other") == {}
    client, path = api(), "/asset-qualifications/v1/"
    query: dict[str, Any] = {"page_size": 2, "competition_id": taking.pk}
    with time_machine.travel(now, tick=False):
        first = client.get(path, query).json()
        second = client.get(first["next"]).json()
        numbered = client.get(path, {**query, "page": 2}).json()
        bad = client.get(path, {"modified_since": "lately"})
    seen = [record["asset_id"] for page in (first, second) for record in page["results"]]
    assert len(first["results"]) == 2
    assert (sorted(seen), second["next"]) == (sorted(Asset.objects.values_list("pk", flat=True)), None)
    assert numbered["results"] == second["results"]
    assert bad.status_code == 400


def test_nobody_elses_assets_are_among_them(word: Ask, now: datetime) -> None:
    builders.asset(builders.provider("Other", approved_on=["LPN"]))
    judge_due(now=now)
    assert Qualification.objects.exists()
    assert word(now) == {}


def test_what_all_windows_ask_counts_and_what_some_ask_does_not(
    word: Ask, provider: FlexProvider, taking: Competition, now: datetime
) -> None:
    period = taking.service_periods.get()
    slow = builders.asset(provider, response_time=20 * MINUTE, max_runtime=60 * MINUTE)
    silent = builders.asset(provider)
    taking.service_windows.update(required_response_time=15 * MINUTE, minimum_run_time=120 * MINUTE)
    judge_due(now=now)
    told = word(now)
    assert told[slow.pk]["reasons"] == [
        "No service window takes a response time over 00:15:00.",
        "No service window takes a run time under 02:00:00.",
    ]
    assert told[silent.pk]["status"] == "eligible"
    window = taking.service_windows.get()
    window.pk, window.service_period = "other", period
    window.required_response_time = window.minimum_run_time = None
    window.save(force_insert=True)
    Competition.objects.update(judged_at=None)
    judge_due(now=now + MINUTE)
    assert word(now + MINUTE)[slow.pk]["status"] == "eligible"


def test_an_asset_without_coordinates_in_a_listed_sector_is_inside(
    word: Ask, provider: FlexProvider, taking: Competition, now: datetime
) -> None:
    Competition.objects.update(postcodes=["TD1 3"])
    inside = builders.asset(provider, latitude=None, longitude=None, postcode="TD1 3AB")
    builders.asset(provider, latitude=None, longitude=None, postcode="TD1 4AB")
    judge_due(now=now)
    assert set(word(now)) == {inside.pk}
    assert Asset.objects.count() == 2
