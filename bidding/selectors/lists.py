"""Rows for the list pages and the API, with everything that a line shows."""

from django.db.models import Count, Max, QuerySet

from bidding.models import Ballot, Bid, Obligation
from portal.accounts.models import Membership


def ballots_for_list(member: Membership) -> QuerySet[Ballot]:
    """Ballots with how many bids they have and the largest of them."""
    ballots = Ballot.objects.visible_to(member).select_related("competition", "drafted_by")
    return ballots.annotate(bid_count=Count("bids"), most_mw=Max("bids__capacity_mw"))


def results_for_list(member: Membership) -> QuerySet[Bid]:
    """Bids that an operator decided."""
    bids = Bid.objects.visible_to(member).decided()
    return bids.select_related("ballot__competition", "service_window__period")


def obligations_for_list(member: Membership) -> QuerySet[Obligation]:
    """Contracts with what they are for."""
    return Obligation.objects.visible_to(member).select_related("competition", "service_window__period")
