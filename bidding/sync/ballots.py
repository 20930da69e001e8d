"""Ballots as Piclo lists them: ours followed, lost ones found again, those made elsewhere stored."""

from collections.abc import Iterable
from datetime import datetime

from bidding.models import Ballot, BallotState, Bid, Origin
from bidding.models.bid import PRICE_FIELDS
from bidding.records import NO_MORE, follow, is_ours, record_fact, take_as_submitted
from bidding.rules.rates import Rate
from bidding.rules.values import NO_TIME
from competitions.models import Competition, ServiceWindow
from portal.piclo.wire import Ballot as WireBallot
from portal.piclo.wire import Bid as WireBid

RULE = "results"
# States of a ballot that was sent once and has no id of Piclo's: it may turn up.
MAY_TURN_UP = (BallotState.SENDING, BallotState.UNCONFIRMED, BallotState.APPROVED, BallotState.LAPSED)


def store_ballots(competition: Competition, listed: Iterable[WireBallot], now: datetime) -> int:
    """Bring our rows in step with Piclo's list of one competition; how many ballots are new here.

    Wants a transaction. The competition's ballots stay locked until its end, so that none is sent meanwhile.
    """
    rows = list(Ballot.objects.filter(competition=competition).select_for_update())
    known = {ballot.piclo_id: ballot for ballot in rows if ballot.piclo_id}
    lost = [ballot for ballot in rows if not ballot.piclo_id and ballot.sent and ballot.state in MAY_TURN_UP]
    windows = dict(_windows(competition))
    created = 0
    for received in sorted(listed, key=lambda each: (str(each.created or ""), each.id)):
        if received.id in known:
            follow(known[received.id], received, now, RULE)
        elif not _turned_up(lost, received, now):
            created += _create(competition, received, windows, now)
    return created


def _windows(competition: Competition) -> Iterable[tuple[str, int]]:
    return ServiceWindow.objects.filter(period__competition=competition).values_list("piclo_id", "pk")


def _turned_up(lost: list[Ballot], received: WireBallot, now: datetime) -> bool:
    """Whether `received` is one of ours that was not known to have arrived; then it is taken as submitted."""
    ours = next((ballot for ballot in lost if is_ours(ballot, received)), None)
    if ours is None:
        return False
    lost.remove(ours)
    take_as_submitted(ours, received, now, RULE)
    return True


def _create(competition: Competition, received: WireBallot, windows: dict[str, int], now: datetime) -> int:
    """A ballot that was made on Piclo's own pages, or before this portal; 0 where a window is unknown here."""
    if any(bid.service_window_id not in windows for bid in received.bids):
        return 0
    ballot = Ballot.objects.create(
        organisation_id=competition.organisation_id,
        competition=competition,
        state=NO_MORE.get(received.status, BallotState.SUBMITTED),
        origin=Origin.PICLO,
        piclo_id=received.id,
        submitted_at=received.created,
    )
    Bid.objects.bulk_create(_bids(ballot, received.bids, windows))
    record_fact(ballot, "ballot.found", now, RULE, piclo_id=received.id)
    return 1


def _bids(ballot: Ballot, received: Iterable[WireBid], windows: dict[str, int]) -> Iterable[Bid]:
    turns: dict[str, int] = {}
    for bid in received:
        turns[bid.service_window_id] = turns.get(bid.service_window_id, 0) + 1
        prices = {rate.type: rate.value for rate in bid.rates}
        yield Bid(
            ballot=ballot,
            service_window_id=windows[bid.service_window_id],
            position=turns[bid.service_window_id],
            capacity_mw=bid.capacity,
            max_runtime=bid.max_runtime or NO_TIME,
            piclo_id=bid.id,
            **{PRICE_FIELDS[rate]: prices.get(rate) for rate in Rate},
        )
