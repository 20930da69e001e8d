"""The market's pages."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from competitions.judging import judge_organisation
from competitions.models import Competition, PicloStanding
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.factories.assets import AssetFactory
from tests.factories.competitions import (
    CompetitionFactory,
    OpportunityFactory,
    ServicePeriodFactory,
    ServiceWindowFactory,
)
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

# Bidding in the factory's competition is open.
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LIST = "/competitions/"


@pytest.fixture(autouse=True)
def at_ten() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def competition(owner: Membership) -> Competition:
    competition = CompetitionFactory.create(
        organisation=owner.organisation,
        name="Monktonhall",
        reference="MONK_1",
        maximum_budget_gbp=Decimal(12000),
    )
    ServiceWindowFactory.create(
        period=ServicePeriodFactory.create(competition=competition),
        fixed_utilisation_price=Decimal("123.45"),
        weekdays=[1, 2, 3, 4, 5],
    )
    return competition


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_the_list_takes_the_same_queries_for_many_competitions(
    owner_client: Client, owner: Membership, competition: Competition
) -> None:
    for one in CompetitionFactory.create_batch(20, organisation=owner.organisation):
        ServiceWindowFactory.create(period=ServicePeriodFactory.create(competition=one))
    assert_ratchet(owner_client, "competitions:competition-list")


def test_a_competition_takes_the_same_queries_for_many_assets(
    owner_client: Client, owner: Membership, competition: Competition
) -> None:
    AssetFactory.create_batch(60, organisation=owner.organisation)
    judge_organisation(owner.organisation_id, NOW)
    assert_ratchet(owner_client, "competitions:competition-detail", pk=competition.pk)


def test_what_we_can_enter_takes_the_same_queries_for_many_competitions(
    owner_client: Client, owner: Membership, competition: Competition
) -> None:
    CompetitionFactory.create_batch(20, organisation=owner.organisation)
    AssetFactory.create_batch(5, organisation=owner.organisation)
    judge_organisation(owner.organisation_id, NOW)
    assert_ratchet(owner_client, "competitions:entry-list")


def test_what_we_can_enter_says_what_fits_and_what_unlocks_more(
    owner_client: Client, owner: Membership, competition: Competition
) -> None:
    Competition.objects.update(qualification_closed_at=NOW + timedelta(days=1))
    AssetFactory.create(organisation=owner.organisation, uploaded_at=NOW)
    AssetFactory.create(organisation=owner.organisation, active_export_capacity_mw=Decimal("0.25"))
    judge_organisation(owner.organisation_id, NOW)
    shown = text_of(owner_client.get(reverse("competitions:entry-list")))
    for words in ("Monktonhall", "0.500", "0.250", "Send to Piclo before qualification closes"):
        assert words in shown
    todo = owner_client.get(competition.get_absolute_url() + "?todo=not_registered").context["verdicts"]
    assert [one.reasons[0].name for one in todo] == ["not_registered"]


def test_any_pair_is_explained_near_or_far(owner_client: Client, competition: Competition) -> None:
    asset = AssetFactory.create(organisation=competition.organisation, latitude=51.5, longitude=-0.1)
    url = reverse("competitions:pair-detail", args=[competition.pk, asset.pk])
    assert "It is outside the area and its buffer." in text_of(owner_client.get(url))
    PicloStanding.objects.create(
        organisation=competition.organisation,
        competition=competition,
        asset=asset,
        status="qualified",
        reasons=["Let in by hand."],
    )
    shown = text_of(owner_client.get(url))
    for words in ("Qualified", "Let in by hand.", "Piclo says otherwise than we do."):
        assert words in shown


def test_the_list_says_stage_countdown_need_and_what_we_may_bid(
    owner_client: Client, competition: Competition
) -> None:
    OpportunityFactory.create(competition=competition, total_capacity_mw=Decimal("0.85"))
    CompetitionFactory.create(name="Of somebody else")
    shown = text_of(owner_client.get(LIST))
    for words in ("Monktonhall", "MONK_1", "Bidding open", "bidding closes", "1.366", "0.850", "240.00"):
        assert words in shown
    assert "Of somebody else" not in shown


def test_operators_to_choose_from_are_those_of_our_own_competitions(
    owner_client: Client, competition: Competition
) -> None:
    CompetitionFactory.create(operator_name="Of somebody else")
    shown = owner_client.get(LIST).content.decode()
    assert "SP Energy Networks</option>" in shown
    assert "Of somebody else" not in shown


def test_what_closes_next_stands_on_top_and_what_is_over_last(
    owner_client: Client, owner: Membership
) -> None:
    hours = {"Third": 30, "First": 1, "Last": -40, "Second": 7, "Fourth": -1}
    for name, away in hours.items():
        CompetitionFactory.create(
            organisation=owner.organisation, name=name, closed_at=NOW + timedelta(hours=away)
        )
    CompetitionFactory.create(organisation=owner.organisation, name="Unknown", closed_at=None)
    names = [competition.name for competition, _ in owner_client.get(LIST).context["table"].rows()]
    assert names == ["First", "Second", "Third", "Fourth", "Last", "Unknown"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=monkton", {"Monktonhall"}),
        ("search=MONK_1", {"Monktonhall"}),
        ("stage=bidding", {"Monktonhall"}),
        ("stage=announced", {"Later"}),
        ("stage=closed", set()),
        ("operator_name=Northern+Powergrid", {"Later"}),
        ("product_type=Peak+Reduction", {"Later"}),
        ("ours=1", {"Monktonhall"}),
    ],
)
def test_competitions_are_narrowed(
    owner_client: Client, competition: Competition, query: str, found: set[str]
) -> None:
    OpportunityFactory.create(competition=competition)
    CompetitionFactory.create(
        organisation=competition.organisation,
        name="Later",
        reference="LATER",
        operator_name="Northern Powergrid",
        product_type="Peak Reduction",
        boundary={"area_references": ["OTHER"]},
        qualification_open_at=NOW + timedelta(days=1),
        qualification_closed_at=NOW + timedelta(days=2),
        open_at=NOW + timedelta(days=3),
        closed_at=NOW + timedelta(days=4),
    )
    rows = owner_client.get(f"{LIST}?{query}").context["table"].rows()
    assert {competition.name for competition, _ in rows} == found


def test_the_page_of_a_competition_shows_windows_area_and_verdicts(
    owner_client: Client, competition: Competition
) -> None:
    AssetFactory.create(
        organisation=competition.organisation, name="Newhailes", uploaded_at=NOW - timedelta(days=9)
    )
    AssetFactory.create(organisation=competition.organisation, name="Not yet there")
    judge_organisation(competition.organisation_id, NOW)
    response = owner_client.get(competition.get_absolute_url())
    shown = text_of(response)
    for words in ("16:30–18:00", "Mon–Fri", "123.45", "£12,000.00", "Newhailes", "bidding closes"):
        assert words in shown
    assert 'aria-label="Area of Monktonhall"' in response.content.decode()
    others = text_of(owner_client.get(competition.get_absolute_url() + "?show=ineligible"))
    assert "It is not registered at Piclo, and qualification closed Fri 20 Nov 17:00." in others


def test_somebody_who_sees_no_bids_sees_no_price(
    competition: Competition, make_member: MakeMember, sign_in: SignIn
) -> None:
    client = sign_in(make_member(Role.VIEWER))
    for url in (LIST, competition.get_absolute_url(), f"/api/v1/competitions/{competition.pk}/"):
        shown = client.get(url).content.decode()
        assert "Monktonhall" in shown
        assert not re.search(r"240\.0|123\.45|12,?000|guide|£", shown)


def test_a_ballot_is_started_where_we_may_bid(owner_client: Client, competition: Competition) -> None:
    assert "Start a ballot" not in text_of(owner_client.get(competition.get_absolute_url()))
    OpportunityFactory.create(competition=competition)
    assert "Start a ballot" in text_of(owner_client.get(competition.get_absolute_url()))
    with time_machine.travel(competition.closed_at, tick=False):
        assert "Start a ballot" not in text_of(owner_client.get(competition.get_absolute_url()))


def test_whoever_may_not_bid_is_not_asked_to(
    competition: Competition, make_member: MakeMember, sign_in: SignIn
) -> None:
    OpportunityFactory.create(competition=competition)
    client = sign_in(make_member(Role.PORTFOLIO))
    assert "Start a ballot" not in text_of(client.get(competition.get_absolute_url()))


def test_a_competition_without_windows_or_drawing_says_so(owner_client: Client, owner: Membership) -> None:
    bare = CompetitionFactory.create(organisation=owner.organisation, boundary={}, area_buffer_km=0)
    shown = text_of(owner_client.get(bare.get_absolute_url()))
    assert "No windows published" in shown
    assert "No area was published." in shown


def test_an_asset_is_shown_where_it_fits_and_why_not_elsewhere(
    owner_client: Client, competition: Competition
) -> None:
    asset = AssetFactory.create(organisation=competition.organisation, active_export_capacity_mw=0)
    judge_organisation(competition.organisation_id, NOW)
    url = reverse("competitions:asset-qualification", args=[asset.pk])
    shown = text_of(owner_client.get(url, headers={"HX-Request": "true"}))
    assert "It fits none of the competitions that can still be joined." in shown
    assert "It has no Active Export capacity." in shown


def test_the_api_gives_a_competition_with_its_windows(owner_client: Client, competition: Competition) -> None:
    OpportunityFactory.create(competition=competition, flex_asset_ids=["a1"])
    (row,) = owner_client.get("/api/v1/competitions/?stage=bidding").json()["results"]
    assert (row["stage"], row["most_needed_mw"], row["our_mw"]) == ("bidding", "1.366000", "0.500000")
    whole = owner_client.get(f"/api/v1/competitions/{competition.pk}/").json()
    (window,) = whole["periods"][0]["windows"]
    assert (window["start_time"], window["fixed_utilisation_price"]) == ("16:30:00", "123.4500")
    assert whole["boundary"]["geometry"]["type"] == "Polygon"
    (opportunity,) = owner_client.get("/api/v1/opportunities/").json()["results"]
    assert (opportunity["competition"], opportunity["flex_asset_ids"]) == (competition.pk, ["a1"])


def test_the_api_tells_verdicts_with_their_reasons_and_what_unlocks_more(
    owner_client: Client, competition: Competition
) -> None:
    Competition.objects.update(qualification_closed_at=NOW + timedelta(days=1))
    asset = AssetFactory.create(organisation=competition.organisation)
    judge_organisation(competition.organisation_id, NOW)
    for url in (f"/api/v1/competitions/{competition.pk}/verdicts/", f"/api/v1/assets/{asset.pk}/verdicts/"):
        (row,) = owner_client.get(url).json()["results"]
        assert (row["competition"], row["asset"], row["place"]) == (competition.pk, asset.pk, "inside")
        assert (row["standing"], row["capacity_mw"], row["piclo"]) == ("action", "0.500000", None)
        assert [(reason["code"], reason["kind"]) for reason in row["reasons"]] == [
            ("not_registered", "action")
        ]
    (todo,) = owner_client.get(f"/api/v1/competitions/{competition.pk}/todos/").json()
    assert (todo["code"], todo["assets"], todo["unlocks_mw"]) == ("not_registered", 1, "0.500000")
