"""Results and contracts from Piclo: every decision lands once, and nothing new writes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database

from bidding.models import Ballot, BallotState, Bid, BidResult, Obligation, Origin
from bidding.rules.content import to_plain
from bidding.selectors.content import content_of
from bidding.sync.obligations import ObligationsPull
from bidding.sync.results import ResultsPull
from portal.accounts.models import Membership, Organisation
from portal.audit.models import Event
from portal.piclo.feeds import Tally
from tests.bidding.fake_piclo import FakePiclo, ballot_record
from tests.factories.bidding import NOW, MarketRows, make_asset, make_ballot

LATER = NOW + timedelta(hours=4)


def pull(kind: type[ResultsPull] | type[ObligationsPull], market: MarketRows, piclo: FakePiclo) -> Tally:
    """What run_feed does with a pull, without the account of it."""
    reader = kind(market.connection)
    client = piclo.client(market.connection)
    tally = Tally()
    for page in reader.pages(client):
        tally += reader.apply(market.connection, page, LATER)  # type: ignore[arg-type]
    if isinstance(reader, ObligationsPull):
        tally += reader.finish(market.connection, LATER)
    return tally


def result(bid: str, market: MarketRows, status: str = "accepted", **changes: Any) -> dict[str, Any]:
    return {
        "bid_id": bid,
        "ballot_id": "pb1",
        "competition_id": market.competition.piclo_id,
        "service_window_id": market.windows[0].piclo_id,
        "status": status,
        "capacity": "1.000",
        "rejection_reason": None,
        "confirmed": LATER.isoformat(),
    } | changes


def posted(market: MarketRows, mw: str = "0.800") -> dict[str, Any]:
    return {
        "competition_id": market.competition.piclo_id,
        "bids": [
            {
                "service_window_id": window.piclo_id,
                "capacity": mw,
                "max_runtime": "03:30:00",
                "rates": [{"type": "utilisation", "value": "199.00"}],
            }
            for window in market.windows
        ],
    }


TABLES = (Ballot, Bid, Obligation, Obligation.assets.through, Event)


def rows_as_written() -> list[tuple[str, ...]]:
    """Where every row lies on disk: a row that is written, even with the same values, moves."""
    found: list[tuple[str, ...]] = []
    with database.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'SELECT tableoid::text, ctid::text FROM "{table._meta.db_table}" ORDER BY 1, 2')
            found += cursor.fetchall()
    return found


@contextmanager
def no_writes() -> Iterator[None]:
    before = rows_as_written()
    yield
    assert rows_as_written() == before


@pytest.fixture
def submitted(market: MarketRows, bidder: Membership) -> Ballot:
    return make_ballot(market, bidder, BallotState.SUBMITTED, bids=2)


def test_decisions_reach_the_bids_and_close_the_ballot(
    market: MarketRows, submitted: Ballot, piclo: FakePiclo
) -> None:
    first, second = submitted.bids.order_by("service_window_id")
    piclo.results = [
        result(first.piclo_id, market),
        result(second.piclo_id, market, "rejected", rejection_reason="Too dear."),
    ]
    assert pull(ResultsPull, market, piclo) == Tally(changed=2)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.result, first.accepted_capacity_mw) == (BidResult.ACCEPTED, Decimal("1.000"))
    assert (second.result, second.rejection_reason) == (BidResult.REJECTED, "Too dear.")
    assert Ballot.objects.get(pk=submitted.pk).state == BallotState.DECIDED
    assert set(Event.objects.values_list("kind", flat=True)) == {
        "bid.accepted", "bid.rejected", "ballot.decided"
    }  # fmt: skip


def test_a_list_of_ballots_that_cannot_be_read_holds_up_no_other_result(
    market: MarketRows, submitted: Ballot, piclo: FakePiclo
) -> None:
    piclo.results = [result(bid.piclo_id, market) for bid in submitted.bids.all()]
    piclo.results.append(result("bid-made-elsewhere", market))
    piclo.fault = "not json"
    assert pull(ResultsPull, market, piclo) == Tally(changed=2, refused=1)
    assert Ballot.objects.get(pk=submitted.pk).state == BallotState.DECIDED


def test_half_the_decisions_leave_the_ballot_submitted(
    market: MarketRows, submitted: Ballot, piclo: FakePiclo
) -> None:
    piclo.results = [result(submitted.bids.all()[0].piclo_id, market)]
    pull(ResultsPull, market, piclo)
    assert Ballot.objects.get(pk=submitted.pk).state == BallotState.SUBMITTED


def test_results_that_say_nothing_new_write_nothing(
    market: MarketRows, submitted: Ballot, piclo: FakePiclo
) -> None:
    piclo.results = [result(bid.piclo_id, market) for bid in submitted.bids.all()]
    pull(ResultsPull, market, piclo)
    with no_writes():
        assert pull(ResultsPull, market, piclo) == Tally(unchanged=2)


def test_a_correction_after_the_confirmation_is_taken_and_told(
    market: MarketRows, submitted: Ballot, piclo: FakePiclo
) -> None:
    bids = [bid.piclo_id for bid in submitted.bids.all()]
    piclo.results = [result(each, market, "rejected", rejection_reason="Negotiated.") for each in bids]
    pull(ResultsPull, market, piclo)
    piclo.results[0] |= {"status": "accepted", "capacity": "0.700", "rejection_reason": None}
    assert pull(ResultsPull, market, piclo) == Tally(changed=1, unchanged=1)
    corrected = Bid.objects.get(piclo_id=bids[0])
    assert (corrected.result, corrected.accepted_capacity_mw) == (BidResult.ACCEPTED, Decimal("0.700"))
    event = Event.objects.get(kind="bid.corrected")
    assert (event.before["result"], event.after["result"], event.rule) == ("rejected", "accepted", "results")


def test_a_ballot_made_at_piclo_is_stored_with_its_origin(market: MarketRows, piclo: FakePiclo) -> None:
    piclo.store(posted(market))
    piclo.results = [result("pb1-1", market), result("pb1-2", market)]
    pull(ResultsPull, market, piclo)
    ballot = Ballot.objects.get()
    assert (ballot.origin, ballot.state, ballot.piclo_id) == (Origin.PICLO, BallotState.DECIDED, "pb1")
    assert {bid.utilisation_price for bid in ballot.bids.all()} == {Decimal("199.00")}
    with no_writes():
        pull(ResultsPull, market, piclo)
    assert sum("ballots" in request for request in piclo.requests) == 1


def test_a_ballot_replaced_at_piclo_is_superseded_here(
    market: MarketRows, submitted: Ballot, piclo: FakePiclo
) -> None:
    piclo.ballots.append(ballot_record(submitted.piclo_id, posted(market, "1.000")))
    piclo.store(posted(market))
    newest = piclo.ballots[-1]["id"]
    piclo.results = [result(f"{newest}-1", market), result(f"{newest}-2", market)]
    pull(ResultsPull, market, piclo)
    assert Ballot.objects.get(pk=submitted.pk).state == BallotState.SUPERSEDED
    assert Ballot.objects.get(piclo_id=newest).state == BallotState.DECIDED


@pytest.mark.parametrize("state", [BallotState.UNCONFIRMED, BallotState.SENDING, BallotState.LAPSED])
def test_our_own_lost_ballot_is_recognised_not_stored_twice(
    market: MarketRows, bidder: Membership, piclo: FakePiclo, state: str
) -> None:
    lost = make_ballot(market, bidder, state, bids=2)
    lost.sent, lost.sending_since = to_plain(content_of(lost)), NOW
    lost.save()
    body = posted(market, "1.000")
    for bid in body["bids"]:
        bid["rates"] = [{"type": "utilisation", "value": "218.00"}]
    piclo.store(body)
    piclo.results = [result("pb1-1", market)]
    pull(ResultsPull, market, piclo)
    found = Ballot.objects.get()
    assert (found.pk, found.piclo_id, found.origin) == (lost.pk, "pb1", Origin.PORTAL)
    assert found.state == BallotState.SUBMITTED


def test_a_result_of_a_bid_nobody_knows_is_counted_as_refused(market: MarketRows, piclo: FakePiclo) -> None:
    piclo.results = [result("nobody", market), result("other", market, competition_id="unknown")]
    assert pull(ResultsPull, market, piclo) == Tally(refused=2)


def obligation(bid: str, market: MarketRows, **changes: Any) -> dict[str, Any]:
    return {
        "id": "ob1",
        "bid_id": bid,
        "competition_id": market.competition.piclo_id,
        "service_window_id": market.windows[0].piclo_id,
        "start": "2026-12-01",
        "end": "2026-12-31",
        "capacity": "1.000",
        "rates": [{"type": "utilisation", "value": "218.00"}],
        "assets": [],
        "status": "upcoming",
        "modified": NOW.isoformat(),
    } | changes


def test_an_obligation_becomes_a_contract_with_bid_and_assets(
    market: MarketRows, submitted: Ballot, piclo: FakePiclo
) -> None:
    bid = submitted.bids.all()[0]
    piclo.obligations = [obligation(bid.piclo_id, market)]
    piclo.obligated = {"ob1": [asset.piclo_id for asset in market.assets]}
    assert pull(ObligationsPull, market, piclo) == Tally(created=1)
    contract = Obligation.objects.get()
    assert (contract.bid, contract.utilisation_price) == (bid, Decimal("218.00"))
    assert set(contract.assets.all()) == set(market.assets)
    assert Event.objects.get().kind == "obligation.created"


def test_assets_are_asked_for_only_when_something_changed(
    market: MarketRows, submitted: Ballot, piclo: FakePiclo
) -> None:
    piclo.obligations = [obligation("", market)]
    piclo.obligated = {"ob1": [market.assets[0].piclo_id]}
    pull(ObligationsPull, market, piclo)
    with no_writes():
        assert pull(ObligationsPull, market, piclo) == Tally(unchanged=1)
    assert sum("assets" in request for request in piclo.requests) == 1
    piclo.obligations[0] |= {"modified": LATER.isoformat(), "capacity": "0.500"}
    piclo.obligated = {"ob1": [market.assets[1].piclo_id]}
    assert pull(ObligationsPull, market, piclo) == Tally(changed=1)
    contract = Obligation.objects.get()
    assert (contract.capacity_mw, contract.assets.get()) == (Decimal("0.500"), market.assets[1])


def test_a_contract_that_changes_keeps_when_it_was_first_seen(market: MarketRows, piclo: FakePiclo) -> None:
    piclo.obligations = [obligation("", market)]
    pull(ObligationsPull, market, piclo)
    Obligation.objects.update(created_at=NOW, modified_at=NOW)
    piclo.obligations = [obligation("", market, capacity="0.500")]
    pull(ObligationsPull, market, piclo)
    contract = Obligation.objects.get()
    assert (contract.created_at, contract.modified_at) == (NOW, LATER)


def test_a_contract_is_linked_once_its_bid_and_assets_are_known(
    market: MarketRows, submitted: Ballot, piclo: FakePiclo, organisation: Organisation
) -> None:
    piclo.obligations = [obligation("late", market)]
    piclo.obligated = {"ob1": ["late-asset"]}
    pull(ObligationsPull, market, piclo)
    asset = make_asset(organisation, piclo_id="late-asset")
    submitted.bids.filter(pk=submitted.bids.all()[0].pk).update(piclo_id="late")
    pull(ObligationsPull, market, piclo)
    contract = Obligation.objects.get()
    assert contract.bid is not None
    assert contract.assets.get() == asset


def test_what_piclo_no_longer_lists_is_marked_and_comes_back(market: MarketRows, piclo: FakePiclo) -> None:
    piclo.obligations = [obligation("", market)]
    pull(ObligationsPull, market, piclo)
    piclo.obligations = []
    assert pull(ObligationsPull, market, piclo) == Tally(gone=1)
    assert Obligation.objects.get().gone_at == LATER
    piclo.obligations = [obligation("", market)]
    pull(ObligationsPull, market, piclo)
    assert Obligation.objects.get().gone_at is None


def test_a_contract_for_a_window_unknown_here_is_refused_with_words(
    market: MarketRows, piclo: FakePiclo
) -> None:
    piclo.obligations = [obligation("", market, service_window_id="elsewhere")]
    reader = ObligationsPull(market.connection)
    page = next(reader.pages(piclo.client(market.connection)))
    reader.apply(market.connection, page, LATER)
    assert [refusal.reason for refusal in page.refused] == ["Its service window is not known here yet."]
    assert not Obligation.objects.exists()
