"""A ballot's rows as the content that is sent and compared."""

from collections.abc import Iterable
from typing import Any

from bidding.models import Ballot, Bid
from bidding.rules.content import BallotContent, BidContent
from bidding.rules.rates import price_that_counts, rates_asked
from bidding.rules.texts import mw_text, runtime_text
from bidding.rules.values import NO_TIME
from bidding.selectors.market import opportunity_of, terms_of
from portal.piclo.wire import Ballot as WireBallot


def content_of(ballot: Ballot) -> BallotContent:
    """What is to be sent now: every bid with its prices, fixed ones too, and the assets by Piclo's ids.

    A ballot of all assets names those that Piclo has qualified at this moment, so that what was sent is certain.
    """
    bids = ballot.bids.select_related("service_window").order_by("service_window_id", "position")
    flex, planned = _assets(ballot)
    rate_type = ballot.competition.rate_type
    return BallotContent(tuple(bid_content(bid, rate_type) for bid in bids), flex, planned)


def content_from_wire(received: WireBallot) -> BallotContent:
    """What Piclo says it holds."""
    return BallotContent(
        bids=tuple(
            BidContent(
                bid.service_window_id,
                bid.capacity,
                bid.max_runtime or NO_TIME,
                tuple((rate.type, rate.value) for rate in bid.rates),
            )
            for bid in received.bids
        ),
        flex=frozenset(received.assets.flex if received.assets else ()),
        planned=frozenset(received.assets.planned if received.assets else ()),
    )


def bids_in_words(bids: Iterable[Bid]) -> list[dict[str, Any]]:
    """Bids as an audit event shows them."""
    return [
        {
            "window": bid.service_window.name,
            "split": bid.position,
            "capacity_mw": mw_text(bid.capacity_mw),
            "longest_run": runtime_text(bid.max_runtime),
            **{str(rate): f"{price:.2f}" for rate, price in bid.prices.items() if price is not None},
        }
        for bid in bids
    ]


def bid_content(bid: Bid, rate_type: str) -> BidContent:
    """A bid in Piclo's terms, with the prices the competition asks for."""
    terms = terms_of(bid.service_window)
    prices = [(rate, price_that_counts(rate, bid.prices, terms.fixed)) for rate in rates_asked(rate_type)]
    rates = tuple((str(rate), price) for rate, price in prices if price is not None)
    return BidContent(bid.service_window.piclo_id, bid.capacity_mw, bid.max_runtime, rates)


def _assets(ballot: Ballot) -> tuple[frozenset[str], frozenset[str]]:
    if not ballot.all_assets:
        return frozenset(ballot.assets.values_list("piclo_id", flat=True)), frozenset()
    opportunity = opportunity_of(ballot.competition)
    if opportunity is None:
        return frozenset(), frozenset()
    return frozenset(opportunity.flex_asset_ids), frozenset(opportunity.planned_asset_ids)
