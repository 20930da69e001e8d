"""The operator's decision on each bid, and the confirmation that reveals them all."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.db import transaction

from experience.market.errors import Refused
from experience.market.models import BallotStatus, Bid, Competition, Decision
from experience.market.rules.merit import RankedBid, decide_window
from experience.market.rules.rates import effective_price
from experience.market.rules.stages import Stage
from experience.market.rules.text import instant_text, mw_text
from experience.market.rules.windows import window_hours
from experience.market.services.contracts import contract
from experience.market.services.events import note


def standing_bids(competition: Competition) -> list[Bid]:
    """The bids that count: of ballots neither replaced nor taken back."""
    bids = Bid.objects.filter(ballot__competition=competition, ballot__status=BallotStatus.SUBMITTED)
    related = bids.select_related("ballot__provider", "ballot__competition", "service_window__service_period")
    return list(related.order_by("service_window_id", "pk"))


@transaction.atomic
def decide_bid(bid_id: str, accepted: bool, reason: str, *, by: str, now: datetime) -> Bid:
    """Accept or reject one bid after bidding has closed. Providers see it once the competition is confirmed.

    After the confirmation only `renegotiate_bid` changes a decision.
    """
    rows = Bid.objects.select_for_update(of=("self",))
    bid = rows.select_related("ballot__competition", "ballot__provider").get(pk=bid_id)
    _refuse_unless_decidable(bid, now)
    if not accepted and not reason.strip():
        raise Refused({"reason": ["A rejection needs a reason."]})
    bid.decision = Decision.ACCEPTED if accepted else Decision.REJECTED
    bid.rejection_reason = "" if accepted else reason.strip()
    bid.decided_at = now
    bid.save(update_fields=["decision", "rejection_reason", "decided_at"])
    words = (
        f"{bid.ballot.provider}: {mw_text(bid.capacity)} MW {bid.decision}. {bid.rejection_reason}".strip()
    )
    note(f"bid.{bid.decision}", bid.pk, words, by=by, now=now)
    return bid


def _refuse_unless_decidable(bid: Bid, now: datetime) -> None:
    competition = bid.ballot.competition
    if bid.ballot.status != BallotStatus.SUBMITTED:
        raise Refused(f"The bid is {bid.ballot.status}.")
    if competition.confirmed_at:
        raise Refused(f"The competition was confirmed at {instant_text(competition.confirmed_at)}.")
    if competition.stage(now) != Stage.CLOSED:
        raise Refused(f"Bids are decided after bidding closes at {instant_text(competition.closed)}.")


@transaction.atomic
def decide_by_merit(competition: Competition, *, by: str, now: datetime) -> int:
    """Decide every undecided bid by price up to the need of its window. Returns how many were decided."""
    decided = 0
    for _, group in groupby(standing_bids(competition), key=lambda bid: bid.service_window_id):
        bids = list(group)
        undecided = {bid.pk for bid in bids if not bid.decision}
        taken = sum((bid.capacity for bid in bids if bid.decision == Decision.ACCEPTED), Decimal(0))
        need = bids[0].service_window.capacity_required - taken
        for verdict in decide_window(_ranked([bid for bid in bids if bid.pk in undecided]), need):
            decide_bid(verdict.bid_id, verdict.accepted, verdict.reason, by=by, now=now)
            decided += 1
    return decided


def _ranked(bids: Sequence[Bid]) -> list[RankedBid]:
    return [
        RankedBid(
            bid_id=bid.pk,
            capacity=bid.capacity,
            price=effective_price(bid.rates, window_hours(bid.service_window.start, bid.service_window.end)),
            created=bid.ballot.created,
        )
        for bid in bids
    ]


@transaction.atomic
def confirm_competition(competition_id: str, *, by: str, now: datetime) -> Competition:
    """Reveal the decisions and turn each accepted bid into an obligation. Every bid must have been decided."""
    competition = Competition.objects.select_for_update().get(pk=competition_id)
    if competition.confirmed_at:
        raise Refused(f"The competition was confirmed at {instant_text(competition.confirmed_at)}.")
    if competition.stage(now) != Stage.CLOSED:
        raise Refused(
            f"A competition is confirmed after bidding closes at {instant_text(competition.closed)}."
        )
    bids = standing_bids(competition)
    undecided = sum(1 for bid in bids if not bid.decision)
    if undecided:
        raise Refused(f"{undecided} of {len(bids)} bids are undecided.")
    competition.confirmed_at = now
    competition.save(update_fields=["confirmed_at"])
    for bid in bids:
        if bid.decision == Decision.ACCEPTED:
            contract(bid, now=now)
    accepted = sum(1 for bid in bids if bid.decision == Decision.ACCEPTED)
    words = f"{competition.reference}: {accepted} of {len(bids)} bids accepted"
    note("competition.confirmed", competition.pk, words, by=by, now=now)
    return competition


@transaction.atomic
def renegotiate_bid(
    bid_id: str, *, capacity: Decimal | None, rates: list[dict[str, str]] | None, by: str, now: datetime
) -> Bid:
    """Record the terms agreed after a confirmed rejection: the bid becomes accepted and contracted on them."""
    bid = (
        Bid.objects.select_for_update(of=("self",))
        .select_related("ballot__competition", "service_window__service_period")
        .get(pk=bid_id)
    )
    if not bid.ballot.competition.confirmed_at or bid.decision != Decision.REJECTED:
        raise Refused("Only a rejected bid of a confirmed competition can be renegotiated.")
    bid.capacity = capacity or bid.capacity
    bid.rates = rates or bid.rates
    bid.decision, bid.rejection_reason, bid.decided_at = Decision.ACCEPTED, "", now
    bid.save()
    contract(bid, now=now)
    words = f"{bid.ballot.provider}: {mw_text(bid.capacity)} MW agreed after negotiation"
    note("bid.renegotiated", bid.pk, words, by=by, now=now)
    return bid
