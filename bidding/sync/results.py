"""The feed of results: what became of each bid, and of ballots that this portal did not know."""

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from bidding.models import Ballot, BallotState, Bid, BidResult
from bidding.records import record_fact
from bidding.rules.transitions import may_go
from bidding.sync.ballots import RULE, store_ballots
from competitions.models import Competition
from portal.audit.services import record_event
from portal.piclo.client import PicloClient
from portal.piclo.errors import Malformed, Rejected, Unauthorised
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection
from portal.piclo.wire import Ballot as WireBallot
from portal.piclo.wire import CompetitionResult, Page

log = logging.getLogger(__name__)
FIELDS = ["result", "rejection_reason", "decided_at", "accepted_capacity_mw"]
DECISIONS = {BidResult.ACCEPTED.value, BidResult.REJECTED.value}


class ResultsPull:
    """One reading of the results of a connection. Ballots of bids that are not known here are read along."""

    def __init__(self, connection: Connection) -> None:
        self._organisation_id = connection.organisation_id
        self._listed: dict[str, list[WireBallot]] = {}

    def pages(self, client: PicloClient) -> Iterator[Page[CompetitionResult]]:
        """Pages of results; before each is stored, the ballots that it needs are at hand."""
        for page in client.list_competition_results():
            read = {each: ballots_at_piclo(client, each) for each in self._to_read(page)}
            self._listed = {each: ballots for each, ballots in read.items() if ballots is not None}
            yield page

    def apply(self, connection: Connection, page: Page[CompetitionResult], now: datetime) -> Tally:
        """Store one page: first the ballots read along, then the decisions."""
        competitions = Competition.objects.filter(
            organisation_id=self._organisation_id, piclo_id__in=self._listed
        )
        created = sum(store_ballots(each, self._listed[each.piclo_id], now) for each in competitions)
        return Tally(created=created) + store_results(
            self._organisation_id, [item.value for item in page.items], now
        )

    def _to_read(self, page: Page[CompetitionResult]) -> list[str]:
        """Piclo's ids of competitions that are known here and hold bids that are not."""
        bids = {item.value.bid_id: item.value.competition_id for item in page.items}
        known = known_bids(self._organisation_id, list(bids)).values_list("piclo_id", flat=True)
        wanted = {bids[bid_id] for bid_id in bids.keys() - set(known)}
        here = Competition.objects.filter(organisation_id=self._organisation_id, piclo_id__in=wanted)
        return sorted(here.values_list("piclo_id", flat=True))


def ballots_at_piclo(client: PicloClient, competition_id: str) -> list[WireBallot] | None:
    """A competition's ballots; None where Piclo gives no list that can be read, which must not hold up the others."""
    try:
        return [each.value for ballots in client.list_ballots(competition_id) for each in ballots.items]
    except Unauthorised:
        raise
    except (Malformed, Rejected) as error:
        log.warning("The ballots of competition %s could not be read: %s", competition_id, error)
        return None


def known_bids(organisation_id: int, piclo_ids: list[str]) -> QuerySet[Bid]:
    """The bids with these ids of Piclo's."""
    return Bid.objects.filter(ballot__organisation_id=organisation_id, piclo_id__in=piclo_ids)


def store_results(organisation_id: int, results: list[CompetitionResult], now: datetime) -> Tally:
    """Write the decisions that are new or corrected; a result whose bid is not known counts as refused."""
    ids = [result.bid_id for result in results]
    found = known_bids(organisation_id, ids).select_related("ballot__competition", "service_window")
    bids = {bid.piclo_id: bid for bid in found.select_for_update(of=("self",))}
    changed = [
        bids[result.bid_id]
        for result in results
        if result.bid_id in bids and _take(bids[result.bid_id], result, now)
    ]
    Bid.objects.bulk_update(changed, FIELDS)
    _decide({bid.ballot_id for bid in changed}, now)
    refused = sum(result.bid_id not in bids for result in results)
    return Tally(changed=len(changed), unchanged=len(results) - len(changed) - refused, refused=refused)


def _take(bid: Bid, result: CompetitionResult, now: datetime) -> bool:
    """Set the decision on the bid where it differs, with an audit event; whether it did."""
    if result.status not in DECISIONS:
        return False
    before = {name: getattr(bid, name) for name in FIELDS}
    bid.result = result.status
    bid.rejection_reason = result.rejection_reason
    bid.accepted_capacity_mw = result.capacity if result.status == BidResult.ACCEPTED else None
    bid.decided_at = result.confirmed or bid.decided_at or now
    after = {name: getattr(bid, name) for name in FIELDS}
    if before == after:
        return False
    kind = f"bid.{bid.result}" if before["result"] == BidResult.OPEN else "bid.corrected"
    record_event(
        kind=kind,
        organisation_id=bid.ballot.organisation_id,
        subject=bid,
        at=now,
        rule=RULE,
        before=before,
        after=after,
    )
    return True


def _decide(ballot_ids: set[int], now: datetime) -> None:
    """Ballots whose bids all have a result are decided."""
    undecided: dict[int, int] = defaultdict(int)
    for ballot_id, result in Bid.objects.filter(ballot_id__in=ballot_ids).values_list("ballot_id", "result"):
        undecided[ballot_id] += result == BidResult.OPEN
    done = [ballot_id for ballot_id, count in undecided.items() if not count]
    for ballot in Ballot.objects.filter(pk__in=done).order_by("pk").select_for_update():
        if may_go(ballot.state, BallotState.DECIDED):
            ballot.move(BallotState.DECIDED)
            ballot.try_after = None
            ballot.last_word = ""
            ballot.save()
            record_fact(ballot, "ballot.decided", now, RULE)
