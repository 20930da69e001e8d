"""Windows that Piclo took back while a ballot was being prepared."""

import pytest
import time_machine
from django.test import Client

from bidding.models import BallotState
from bidding.services import approve_ballot
from bidding.services.errors import HasFaults
from portal.accounts.models import Membership
from tests.factories.bidding import NOW, MarketRows, make_ballot
from tests.support.fixtures import SignIn

GONE = "Piclo took this window back"


@pytest.fixture
def client(bidder: Membership, sign_in: SignIn) -> Client:
    return sign_in(bidder)


def test_a_ballot_with_a_bid_in_a_window_that_is_gone_is_not_approved(
    market: MarketRows, bidder: Membership, approver: Membership
) -> None:
    ballot = make_ballot(market, bidder, BallotState.AWAITING_APPROVAL)
    market.windows[0].gone_at = NOW
    market.windows[0].save()
    with pytest.raises(HasFaults, match=GONE):
        approve_ballot(ballot=ballot, version=ballot.version, by=approver, now=NOW)


@time_machine.travel(NOW, tick=False)
def test_a_window_that_is_gone_is_shown_where_a_bid_stands_in_it_and_offered_to_nobody(
    client: Client, market: MarketRows, bidder: Membership
) -> None:
    ballot = make_ballot(market, bidder, bids=1)
    for window in market.windows:
        window.gone_at = NOW
        window.save()
    page = client.get(ballot.get_absolute_url()).content.decode()
    assert f'name="capacity-{market.windows[0].pk}-1"' in page
    assert GONE in page
    assert f'name="capacity-{market.windows[1].pk}-1"' not in page
