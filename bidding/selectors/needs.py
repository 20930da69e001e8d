"""Ballots that need somebody now."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from bidding.models import Ballot, BallotState
from bidding.rules.expected import expected_gbp
from bidding.rules.rates import rates_asked
from bidding.rules.settling import NEAR
from bidding.rules.transitions import ON_ITS_WAY
from bidding.selectors.market import foreseen_of, terms_of
from competitions.models import Opportunity
from competitions.selectors.listing import open_to_us
from portal.accounts.models import Membership

# A draft is nobody's business until its close is this near.
DRAFT_NEAR = timedelta(hours=4)
MOST_ON_DESK = 20


def ballots_in_need(member: Membership, now: datetime) -> QuerySet[Ballot]:
    """Approvals asked for, drafts near the close, refusals that can still be mended, and what is unsettled.

    What is on its way counts from half an hour before the close, and at once where nobody knows whether Piclo has it.
    """
    later = Ballot.objects.filter(
        competition=OuterRef("competition"),
        pk__gt=OuterRef("pk"),
        state__in=[*ON_ITS_WAY, "submitted", "decided"],
    )
    open_still = Q(competition__closed_at__gt=now)
    near = Q(competition__closed_at__lte=now + NEAR)
    needs = (
        Q(state=BallotState.AWAITING_APPROVAL) & open_still
        | Q(state=BallotState.DRAFT, competition__closed_at__lte=now + DRAFT_NEAR) & open_still
        | Q(state=BallotState.REFUSED) & open_still & ~Exists(later)
        | Q(state=BallotState.UNCONFIRMED)
        | Q(state__in=[BallotState.APPROVED, BallotState.SENDING, BallotState.WITHDRAWING]) & near
    )
    ballots = Ballot.objects.visible_to(member).filter(needs)
    ballots = ballots.select_related("competition", "drafted_by", "asked_by", "organisation")
    ballots = ballots.prefetch_related("bids__service_window__period")
    return ballots.annotate(bid_count=Count("bids"), most_mw=Max("bids__capacity_mw"))


def bidding_without_us(member: Membership, now: datetime) -> QuerySet[Opportunity]:
    """Competitions that are open to us and in which nothing of ours is drafted, on its way or standing."""
    ours = Ballot.objects.filter(
        competition=OuterRef("competition"), state__in=[*ON_ITS_WAY, "submitted", "refused"]
    )
    return open_to_us(member, now).filter(~Exists(ours))[:MOST_ON_DESK]


def worth_of(ballot: Ballot) -> Decimal | None:
    """What the ballot's bids should earn if accepted, in £, as far as that is known; from bids already read."""
    rate_type = ballot.competition.rate_type
    asked = rates_asked(rate_type)
    parts = [
        expected_gbp(bid.offer, terms_of(window), rate_type, foreseen_of(window, asked))
        for bid in ballot.bids.all()
        if (window := bid.service_window)
    ]
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if known else None
