"""Ballots, results and obligations on the wire."""

from datetime import datetime
from typing import Any

from experience.market.models import AvailabilityVariation, Ballot, Bid, Obligation
from experience.market.rules.stages import LONDON
from experience.market.rules.text import duration_text, instant_text, mw_text

Record = dict[str, Any]


def ballot_record(ballot: Ballot, now: datetime) -> Record:
    """A provider's own ballot; what was decided shows only after the confirmation."""
    return {
        "id": ballot.id,
        "competition_id": ballot.competition_id,
        "created": instant_text(ballot.created),
        "status": ballot.status,
        "bids": [bid_record(bid, now) for bid in ballot.bids.all()],
        "assets": {"flex": ballot.flex_asset_ids, "planned": ballot.planned_asset_ids},
    }


def bid_record(bid: Bid, now: datetime) -> Record:
    return {
        "id": bid.id,
        "service_window_id": bid.service_window_id,
        "capacity": mw_text(bid.capacity),
        "max_runtime": duration_text(bid.max_runtime),
        "rates": bid.rates,
        "status": bid.status_at(now),
    }


def result_record(bid: Bid) -> Record:
    """What became of a bid; only for confirmed competitions."""
    return {
        "bid_id": bid.id,
        "ballot_id": bid.ballot_id,
        "competition_id": bid.ballot.competition_id,
        "service_window_id": bid.service_window_id,
        "capacity": mw_text(bid.capacity),
        "status": bid.decision,
        "rejection_reason": bid.rejection_reason or None,
        "confirmed": instant_text(bid.ballot.competition.confirmed_at),
    }


def obligation_record(obligation: Obligation, now: datetime) -> Record:
    return {
        "id": obligation.id,
        "bid_id": obligation.bid_id,
        "competition_id": obligation.competition_id,
        "service_window_id": obligation.service_window_id,
        "start": obligation.start.isoformat(),
        "end": obligation.end.isoformat(),
        "capacity": mw_text(obligation.capacity),
        "rates": obligation.rates,
        "assets": obligation.asset_ids,
        "status": obligation.status_on(now.astimezone(LONDON).date()),
        "modified": instant_text(obligation.modified),
    }


def variation_record(variation: AvailabilityVariation) -> Record:
    return {
        "id": variation.id,
        "obligation_id": variation.obligation_id,
        "start": instant_text(variation.start),
        "end": instant_text(variation.end),
        "capacity": mw_text(variation.capacity),
        "reason": variation.reason,
        "created": instant_text(variation.created),
    }
