"""Ballots that need somebody now."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from bidding.models import Ballot, BallotState
from bidding.rules.settling import NEAR
from bidding.rules.transitions import ON_ITS_WAY
from portal.accounts.models import Membership

# A draft is nobody's business until its close is this near.
DRAFT_NEAR = timedelta(hours=4)


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
    return ballots.annotate(bid_count=Count("bids"), most_mw=Max("bids__capacity_mw"))
