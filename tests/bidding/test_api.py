"""Ballots, results and contracts over the API."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bidding.models import Ballot, BallotState, BidResult
from portal.accounts.models import Membership
from portal.accounts.permissions import Role
from tests.factories.bidding import NOW, MarketRows, make_ballot, make_obligation
from tests.support.fixtures import MakeMember, SignIn

pytestmark = pytest.mark.usefixtures("clock")
JSON = "application/json"


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(bidder: Membership, sign_in: SignIn) -> Client:
    return sign_in(bidder)


def url(name: str, *args: int) -> str:
    return reverse(f"api:{name}", args=args)


def test_a_ballot_goes_from_draft_to_approved(
    client: Client, market: MarketRows, approver: Membership, sign_in: SignIn
) -> None:
    begun = client.post(url("ballot-list"), {"competition": market.competition.pk}, JSON)
    assert begun.status_code == 201
    pk = begun.json()["id"]
    bid = {
        "service_window": market.windows[0].pk,
        "capacity_mw": "1.000",
        "max_runtime": "03:30:00",
        "utilisation_price": "218.00",
    }
    saved = client.put(url("ballot-detail", pk), {"version": 1, "bids": [bid]}, JSON)
    assert (saved.status_code, saved.json()["faults"]) == (200, [])
    assert client.post(url("ballot-ask", pk), {"version": 2}, JSON).json()["state"] == "awaiting_approval"
    approved = sign_in(approver).post(url("ballot-approve", pk), {"version": 2}, JSON)
    assert approved.json()["state"] == "approved"


def test_faults_come_with_the_number_that_fits(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    ballot = make_ballot(market, bidder, bids=0)
    bid = {"service_window": market.windows[0].pk, "capacity_mw": "1.466"}
    saved = client.put(url("ballot-detail", ballot.pk), {"version": 1, "bids": [bid]}, JSON).json()
    assert saved["faults"][-1] == {
        "window": market.windows[0].pk, "position": 1, "field": "capacity",
        "words": "0.100 over need", "right": "1.366",
    }  # fmt: skip


def test_a_rule_that_says_no_is_409_with_its_words(
    client: Client, market: MarketRows, approver: Membership, sign_in: SignIn
) -> None:
    ballot = make_ballot(market, approver, BallotState.AWAITING_APPROVAL)
    answer = sign_in(approver).post(url("ballot-approve", ballot.pk), {"version": 1}, JSON)
    assert answer.status_code == 409
    assert "somebody else must give it" in answer.json()["error"]["message"]
    stale = client.put(url("ballot-detail", ballot.pk), {"version": 7, "bids": []}, JSON)
    assert stale.status_code == 409


def test_a_bidder_may_not_approve(client: Client, market: MarketRows, bidder: Membership) -> None:
    ballot = make_ballot(market, bidder, BallotState.AWAITING_APPROVAL)
    assert client.post(url("ballot-approve", ballot.pk), {"version": 1}, JSON).status_code == 403


@pytest.mark.parametrize(
    ("verb", "state", "after"),
    [
        ("send-back", BallotState.AWAITING_APPROVAL, BallotState.DRAFT),
        ("withdraw", BallotState.SUBMITTED, BallotState.WITHDRAWING),
        ("discard", BallotState.DRAFT, BallotState.DISCARDED),
    ],
)
def test_verbs_do_what_the_buttons_do(
    client: Client, market: MarketRows, bidder: Membership, verb: str, state: str, after: str
) -> None:
    ballot = make_ballot(market, bidder, state)
    answer = client.post(url(f"ballot-{verb}", ballot.pk), {}, JSON)
    assert (answer.status_code, answer.json()["state"]) == (200, after)


def test_a_copy_is_another_ballot(client: Client, market: MarketRows, bidder: Membership) -> None:
    refused = make_ballot(market, bidder, BallotState.REFUSED)
    copy = client.post(url("ballot-copy", refused.pk), {}, JSON).json()
    assert (copy["state"], copy["replaces"]) == ("draft", refused.pk)


def test_assets_of_strangers_cannot_stand_behind_a_ballot(
    client: Client, market: MarketRows, bidder: Membership, stranger: Membership
) -> None:
    market.assets[0].organisation = stranger.organisation
    market.assets[0].save()
    ballot = make_ballot(market, bidder)
    body = {"version": 1, "bids": [], "all_assets": False, "assets": [market.assets[0].pk]}
    answer = client.put(url("ballot-detail", ballot.pk), body, JSON)
    assert answer.status_code == 400
    assert "assets" in answer.json()["error"]["fields"]


def test_lists_show_what_the_pages_show(client: Client, market: MarketRows, bidder: Membership) -> None:
    ballot = make_ballot(market, bidder, BallotState.DECIDED)
    ballot.bids.update(result=BidResult.ACCEPTED, decided_at=NOW)
    contract = make_obligation(market)
    assert [each["id"] for each in client.get(url("ballot-list")).json()["results"]] == [ballot.pk]
    assert client.get(url("ballot-list") + "?state=draft").json()["count"] == 0
    assert client.get(url("result-list")).json()["results"][0]["ballot"] == ballot.pk
    assert client.get(url("obligation-list")).json()["results"][0]["piclo_id"] == contract.piclo_id
    assert client.get(url("obligation-detail", contract.pk)).json()["capacity_mw"] == "1.000000"


def test_strangers_and_viewers_see_nothing(
    market: MarketRows, bidder: Membership, stranger: Membership, make_member: MakeMember, sign_in: SignIn
) -> None:
    ballot = make_ballot(market, bidder)
    assert sign_in(stranger).get(url("ballot-detail", ballot.pk)).status_code == 404
    assert sign_in(stranger).get(url("ballot-list")).json()["count"] == 0
    assert sign_in(make_member(Role.VIEWER)).get(url("ballot-list")).status_code == 403
    assert Ballot.objects.count() == 1
