"""The trading screen and its neighbours, as people use them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bidding.models import Ballot, BallotState, BidResult
from competitions.models import Opportunity
from portal.accounts.models import Membership, Organisation
from portal.accounts.permissions import Role
from tests.factories.assets import PlannedAssetFactory
from tests.factories.bidding import NOW, MarketRows, make_ballot, make_bid, make_market, make_obligation
from tests.support.fixtures import MakeMember, SignIn
from tests.support.ratchet import assert_ratchet

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(bidder: Membership, sign_in: SignIn) -> Client:
    return sign_in(bidder)


def url(name: str, ballot: Ballot) -> str:
    return reverse(f"bidding:ballot-{name}", args=[ballot.pk])


def typed(market: MarketRows, ballot: Ballot, mw: str = "1.000", **more: Any) -> dict[str, Any]:
    pk = market.windows[0].pk
    return {
        "version": ballot.version,
        f"capacity-{pk}-1": mw,
        f"max_runtime-{pk}-1": "3:30",
        f"utilisation-{pk}-1": "218.00",
        f"capacity-{market.windows[1].pk}-1": "",
        "assets_mode": "all",
    } | more


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_draft_begins_at_a_competition(client: Client, market: MarketRows) -> None:
    response = client.post(reverse("bidding:ballot-create", args=[market.competition.pk]))
    ballot = Ballot.objects.get()
    assert response.headers["Location"] == ballot.get_absolute_url()
    page = text_of(client.get(ballot.get_absolute_url()))
    assert page.count(f'id="capacity-{market.windows[0].pk}-1"') == 1
    assert "Ask for approval" in page


def test_what_is_typed_is_saved_faults_and_all(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    ballot = make_ballot(market, bidder, bids=0)
    response = client.post(url("save", ballot), typed(market, ballot, "1.466"), follow=True)
    assert ballot.bids.get().capacity_mw == Decimal("1.466")
    page = text_of(response)
    assert "0.100 over need" in page
    assert "1 fault" in page


def test_what_cannot_be_read_is_not_saved_and_not_lost(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    ballot = make_ballot(market, bidder, bids=0)
    response = client.post(url("save", ballot), typed(market, ballot, "lots"))
    assert response.status_code == 422
    assert not ballot.bids.exists()
    assert 'value="lots"' in text_of(response)
    assert "not a number" in text_of(response)


def test_saving_and_asking_is_one_button(client: Client, market: MarketRows, bidder: Membership) -> None:
    ballot = make_ballot(market, bidder, bids=0)
    client.post(url("save", ballot), typed(market, ballot, ask="1"))
    ballot.refresh_from_db()
    assert (ballot.state, ballot.asked_by) == (BallotState.AWAITING_APPROVAL, bidder.user)


def test_asking_with_faults_saves_and_says_why_not(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    ballot = make_ballot(market, bidder, bids=0)
    response = client.post(url("save", ballot), typed(market, ballot, "9", ask="1"), follow=True)
    ballot.refresh_from_db()
    assert ballot.state == BallotState.DRAFT
    assert "There are faults to mend" in text_of(response)


def test_a_stale_save_keeps_what_was_typed_and_says_who_saved(
    client: Client, market: MarketRows, bidder: Membership, approver: Membership
) -> None:
    ballot = make_ballot(market, approver)
    Ballot.objects.filter(pk=ballot.pk).update(version=2)
    response = client.post(url("save", ballot), typed(market, ballot, "0.777"))
    assert response.status_code == 422
    assert f"{approver.user} saved this ballot" in text_of(response)
    assert 'value="0.777"' in text_of(response)
    assert ballot.bids.get().capacity_mw == Decimal("1.000")


def test_a_check_answers_with_faults_and_saves_nothing(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    ballot = make_ballot(market, bidder, bids=0)
    response = client.post(url("check", ballot), typed(market, ballot, "1.5"), headers={"HX-Request": "true"})
    page = text_of(response)
    assert "0.134 over need" in page
    assert "<html" not in page
    assert f'id="why-capacity-{market.windows[0].pk}-1" hx-swap-oob="true"' in page
    assert not ballot.bids.exists()


def test_a_window_is_split_and_the_split_dropped(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    ballot, pk = make_ballot(market, bidder, bids=0), market.windows[0].pk
    split = text_of(client.post(url("check", ballot), typed(market, ballot, split=str(pk))))
    assert f'name="capacity-{pk}-2"' in split
    both = typed(market, ballot, "0.5", **{f"capacity-{pk}-2": "0.6"})
    dropped = text_of(client.post(url("check", ballot), both | {"drop": f"{pk}-2"}))
    assert f'name="capacity-{pk}-2"' not in dropped
    assert 'value="0.5"' in dropped


def test_ticked_assets_lower_what_is_free(client: Client, market: MarketRows, bidder: Membership) -> None:
    ballot = make_ballot(market, bidder, bids=0)
    chosen = {"assets_mode": "chosen", "asset": [market.assets[1].pk]}
    client.post(url("save", ballot), typed(market, ballot, **chosen))
    ballot.refresh_from_db()
    assert not ballot.all_assets
    assert list(ballot.assets.all()) == [market.assets[1]]
    assert "0.400 over free" in text_of(client.get(ballot.get_absolute_url()))


def test_a_fixed_price_is_shown_and_cannot_be_typed(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    market.windows[0].fixed_utilisation_price = Decimal("240")
    market.windows[0].save()
    page = text_of(client.get(make_ballot(market, bidder, bids=0).get_absolute_url()))
    assert 'value="240.00"' in page
    assert f'name="utilisation-{market.windows[0].pk}-1"' not in page


def test_the_second_person_approves_what_they_see(
    market: MarketRows, bidder: Membership, approver: Membership, sign_in: SignIn
) -> None:
    ballot = make_ballot(market, bidder, BallotState.AWAITING_APPROVAL)
    page = text_of(sign_in(approver).get(ballot.get_absolute_url()))
    assert "Approve and send" in page
    sign_in(approver).post(url("approve", ballot), {"version": 1})
    ballot.refresh_from_db()
    assert ballot.state == BallotState.APPROVED


def test_the_first_person_is_told_why_they_cannot(
    market: MarketRows, approver: Membership, sign_in: SignIn
) -> None:
    ballot = make_ballot(market, approver, BallotState.AWAITING_APPROVAL)
    page = text_of(sign_in(approver).get(ballot.get_absolute_url()))
    assert "Approve and send" not in page
    assert "somebody else must give it" in page
    sign_in(approver).post(url("approve", ballot), {"version": 1})
    ballot.refresh_from_db()
    assert ballot.state == BallotState.AWAITING_APPROVAL


def test_sending_back_asks_for_a_reason(
    market: MarketRows, bidder: Membership, approver: Membership, sign_in: SignIn
) -> None:
    ballot = make_ballot(market, bidder, BallotState.AWAITING_APPROVAL)
    client = sign_in(approver)
    assert "Send this ballot back?" in text_of(client.get(url("send-back", ballot)))
    client.post(url("send-back", ballot), {"reason": "Monday is too cheap."})
    assert "Monday is too cheap." in text_of(sign_in(bidder).get(ballot.get_absolute_url()))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (BallotState.UNCONFIRMED, "Nobody knows yet whether Piclo has this ballot."),
        (BallotState.REFUSED, "Piclo refused it:"),
        (BallotState.APPROVED, "waiting to be sent"),
        (BallotState.SUBMITTED, "Withdraw…"),
    ],
)
def test_the_page_says_how_it_stands(
    client: Client, market: MarketRows, bidder: Membership, state: str, words: str
) -> None:
    ballot = make_ballot(market, bidder, state, last_word="Said Piclo.")
    page = text_of(client.get(ballot.get_absolute_url()))
    assert words in page
    assert "Said Piclo." in page


def test_an_unsettled_ballot_near_the_close_is_said_aloud(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    ballot = make_ballot(market, bidder, BallotState.UNCONFIRMED)
    market.competition.closed_at = NOW + timedelta(minutes=20)
    market.competition.save()
    assert "Bidding closes soon" in text_of(client.get(ballot.get_absolute_url()))
    assert "Unconfirmed" in text_of(client.get(reverse("bidding:desk-panel")))


def test_a_waiting_page_reloads_once_the_state_has_changed(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    ballot = make_ballot(market, bidder, BallotState.SENDING)
    asked = {"headers": {"HX-Request": "true"}}
    assert client.get(ballot.get_absolute_url() + "?state=sending", **asked).status_code == 204
    changed = client.get(ballot.get_absolute_url() + "?state=approved", **asked)
    assert changed.headers["HX-Refresh"] == "true"


def test_withdrawing_and_discarding_ask_first(client: Client, market: MarketRows, bidder: Membership) -> None:
    submitted = make_ballot(market, bidder, BallotState.SUBMITTED)
    assert "Withdraw this ballot?" in text_of(client.get(url("withdraw", submitted)))
    client.post(url("withdraw", submitted))
    submitted.refresh_from_db()
    assert submitted.state == BallotState.WITHDRAWING
    draft = make_ballot(market, bidder)
    assert "Discard this draft?" in text_of(client.get(url("discard", draft)))
    client.post(url("discard", draft))
    draft.refresh_from_db()
    assert draft.state == BallotState.DISCARDED


def test_a_submitted_ballot_is_changed_in_a_copy(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    submitted = make_ballot(market, bidder, BallotState.SUBMITTED)
    response = client.post(url("copy", submitted), follow=True)
    assert "It takes the place of" in text_of(response)


def test_results_show_the_operators_reason(client: Client, market: MarketRows, bidder: Membership) -> None:
    ballot = make_ballot(market, bidder, BallotState.DECIDED)
    ballot.bids.update(
        result=BidResult.REJECTED, rejection_reason="Cheaper bids met the need.", decided_at=NOW
    )
    page = text_of(client.get(reverse("bidding:result-list")))
    assert "Cheaper bids met the need." in page
    assert "Cheaper" not in text_of(client.get(reverse("bidding:result-list") + "?result=accepted"))


def test_a_contract_shows_its_next_windows_and_assets(client: Client, market: MarketRows) -> None:
    contract = make_obligation(market)
    contract.assets.set(market.assets)
    page = text_of(client.get(contract.get_absolute_url()))
    assert page.count("Mon ") >= 3
    assert market.assets[0].name in page


def test_lists_are_narrowed_by_state_and_competition(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    make_ballot(market, bidder, BallotState.SUBMITTED)
    other = make_ballot(make_market(bidder.organisation, name="Dalkeith"), bidder)
    page = text_of(client.get(reverse("bidding:ballot-list") + "?state=draft"))
    assert other.competition.name in page
    assert market.competition.name not in page
    page = text_of(client.get(reverse("bidding:ballot-list") + "?q=dalk"))
    assert market.competition.name not in page


def test_the_desk_and_the_rail_count_what_needs_somebody(
    market: MarketRows, bidder: Membership, approver: Membership, sign_in: SignIn
) -> None:
    make_ballot(market, bidder, BallotState.AWAITING_APPROVAL)
    make_ballot(make_market(bidder.organisation), bidder, BallotState.SUBMITTED)
    client = sign_in(approver)
    assert text_of(client.get(reverse("bidding:desk-panel"))).count("Review") == 1
    assert text_of(client.get(reverse("bidding:rail-count"))).startswith("1<")


def test_the_desk_names_open_bidding_until_we_have_a_ballot_in_it(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    panel = reverse("bidding:desk-panel")
    assert "Bidding open" in text_of(client.get(panel))
    ballot = make_ballot(market, bidder, BallotState.SUBMITTED)
    assert "Bidding open" not in text_of(client.get(panel))
    Ballot.objects.filter(pk=ballot.pk).update(state=BallotState.WITHDRAWN)
    assert "Bidding open" in text_of(client.get(panel))
    Opportunity.objects.update(gone_at=NOW)
    assert "Bidding open" not in text_of(client.get(panel))


@pytest.mark.parametrize(
    "name", ["ballot-list", "result-list", "obligation-list", "desk-panel", "rail-count"]
)
def test_no_price_is_shown_to_a_viewer(name: str, make_member: MakeMember, sign_in: SignIn) -> None:
    viewer = sign_in(make_member(Role.VIEWER))
    assert viewer.get(reverse(f"bidding:{name}")).status_code == 403


@pytest.mark.parametrize("name", ["ballot-list", "result-list", "obligation-list"])
def test_lists_take_the_same_queries_for_one_row_and_for_many(
    organisation: Organisation, bidder: Membership, client: Client, name: str
) -> None:
    for _ in range(5):
        market = make_market(organisation)
        ballot = make_ballot(market, bidder, BallotState.DECIDED, bids=2)
        ballot.bids.update(result=BidResult.ACCEPTED, decided_at=NOW)
        make_obligation(market, bid=ballot.bids.all()[0])
    assert_ratchet(client, f"bidding:{name}")


def test_the_trading_screen_takes_the_same_queries_for_many_windows(
    organisation: Organisation, bidder: Membership, client: Client
) -> None:
    market = make_market(organisation, windows=12)
    ballot = make_ballot(market, bidder, bids=12)
    make_bid(ballot, market.windows[0], "0.100", position=2)
    assert_ratchet(client, "bidding:ballot-detail", pk=ballot.pk)


def test_planned_assets_that_piclo_counts_are_named(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    ballot = make_ballot(market, bidder)
    PlannedAssetFactory.create(
        organisation=bidder.organisation, name="Leith batteries", piclo_id="pln1", capacity_value_mw="1.5"
    )
    Opportunity.objects.update(planned_asset_ids=["pln1", "pln2"])
    page = text_of(client.get(ballot.get_absolute_url()))
    assert "2 planned assets of Piclo’s list count as well" in page
    assert "Leith batteries (1.500 MW) and 1 more." in page
