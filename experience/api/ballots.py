"""Ballots and results."""

from django.db.models import QuerySet

from experience.api.bodies.bidding import ballot_offer
from experience.api.calls import Answer, Call
from experience.api.paging import listed
from experience.market.models import Ballot, BallotStatus, Bid, Competition
from experience.market.records.bidding import ballot_record, result_record
from experience.market.services.ballots import submit_ballot, withdraw_ballot


def _own_ballots(call: Call, competition_id: str) -> QuerySet[Ballot]:
    Competition.objects.only("pk").get(pk=competition_id)
    rows = Ballot.objects.filter(provider=call.provider, competition=competition_id)
    return rows.select_related("competition", "provider").prefetch_related("bids__ballot__competition")


def ballot_list(call: Call, competition_id: str) -> Answer:
    rows = _own_ballots(call, competition_id).order_by("created", "pk")
    return listed(call, rows, lambda row: ballot_record(row, call.now))


def ballot_create(call: Call, competition_id: str) -> Answer:
    bids, assets = ballot_offer(call.json(), competition_id)
    ballot = submit_ballot(call.provider, competition_id, bids, assets, now=call.now)
    return Answer(ballot_record(ballot, call.now), 201)


def ballot_detail(call: Call, competition_id: str, ballot_id: str) -> Answer:
    return Answer(ballot_record(_own_ballots(call, competition_id).get(pk=ballot_id), call.now))


def ballot_withdraw(call: Call, competition_id: str, ballot_id: str) -> Answer:
    withdraw_ballot(_own_ballots(call, competition_id).get(pk=ballot_id), now=call.now)
    return Answer(None, 204)


def result_list(call: Call) -> Answer:
    """The provider's decided bids, of confirmed competitions only."""
    rows = Bid.objects.filter(
        ballot__provider=call.provider,
        ballot__status=BallotStatus.SUBMITTED,
        ballot__competition__confirmed_at__lte=call.now,
    ).exclude(decision="")
    wanted = call.query.get("competition_id")
    if wanted:
        rows = rows.filter(ballot__competition=wanted)
    ordered = rows.select_related("ballot__competition").order_by("ballot__competition__confirmed_at", "pk")
    return listed(call, ordered, result_record)
