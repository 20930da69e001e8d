"""Piclo's word about a ballot, written into our rows: for what was sent and for what was read back.

Every function here wants the ballot locked by its caller, in a transaction.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from bidding.models import Ballot, BallotState, Bid
from bidding.rules.content import from_plain
from bidding.rules.transitions import may_go
from bidding.selectors.content import bid_content, content_from_wire
from portal.audit.services import record_event
from portal.piclo.wire import Ballot as WireBallot

# Piclo's clock and ours may differ by this much.
CLOCKS_DIFFER = timedelta(minutes=2)

# Piclo's words for a ballot that counts no more. With any other word, known to us or new, Piclo counts it.
NO_MORE = {"superseded": BallotState.SUPERSEDED, "withdrawn": BallotState.WITHDRAWN}
DIFFERS = "Piclo's record of this ballot differs from what was sent."


def record_fact(ballot: Ballot, kind: str, now: datetime, rule: str, **after: Any) -> None:
    """An audit event that a rule or a feed decided."""
    record_event(
        kind=kind,
        organisation_id=ballot.organisation_id,
        subject=ballot,
        at=now,
        rule=rule,
        after={"state": ballot.state, **after},
    )


def is_ours(ballot: Ballot, received: WireBallot) -> bool:
    """Whether `received` is what `ballot` sent: the same content, and not from before it was sent.

    An earlier ballot that still stands counts as well: what it says is what we wanted to say.
    """
    if not ballot.sent or not from_plain(ballot.sent).same_as(content_from_wire(received)):
        return False
    if received.status not in NO_MORE or received.created is None or ballot.sending_since is None:
        return True
    return received.created >= ballot.sending_since - CLOCKS_DIFFER


def take_as_submitted(ballot: Ballot, received: WireBallot, now: datetime, rule: str) -> None:
    """Piclo has `ballot`, as `received`: its ids are kept, and an earlier ballot of the competition is superseded."""
    ballot.move(NO_MORE.get(received.status, BallotState.SUBMITTED))
    ballot.piclo_id = received.id
    ballot.submitted_at = received.created or now
    ballot.first_unfound_at = ballot.try_after = None
    ballot.attempts = 0
    same = not ballot.sent or from_plain(ballot.sent).same_as(content_from_wire(received))
    ballot.last_word = "" if same else DIFFERS
    ballot.save()
    name_bids(ballot, received)
    record_fact(ballot, "ballot.submitted", now, rule, piclo_id=received.id, words=ballot.last_word)
    if ballot.state == BallotState.SUBMITTED:
        supersede_others(ballot, now, rule)


def supersede_others(ballot: Ballot, now: datetime, rule: str) -> None:
    """Piclo counts one ballot of a provider in a competition: the last one."""
    others = Ballot.objects.standing().filter(competition_id=ballot.competition_id).exclude(pk=ballot.pk)
    for other in others.select_for_update():
        other.move(BallotState.SUPERSEDED)
        other.try_after = None
        other.last_word = ""
        other.save()
        record_fact(other, "ballot.superseded", now, rule, by=ballot.piclo_id)


def follow(ballot: Ballot, received: WireBallot, now: datetime, rule: str) -> bool:
    """Bring a ballot that carries Piclo's id into the state that Piclo names; whether anything changed."""
    state = NO_MORE.get(received.status)
    if state is None or ballot.state == state or not may_go(ballot.state, state):
        return False
    ballot.move(state)
    ballot.try_after = None
    ballot.last_word = ""
    ballot.save()
    record_fact(ballot, f"ballot.{state}", now, rule)
    return True


def name_bids(ballot: Ballot, received: WireBallot) -> None:
    """Give each bid Piclo's id: by what it says, and where Piclo words it differently by its turn in the window."""
    bids = list(ballot.bids.select_related("service_window").order_by("service_window_id", "position"))
    unnamed = defaultdict(list)
    for theirs, content in zip(received.bids, content_from_wire(received).bids, strict=True):
        unnamed[theirs.service_window_id].append((theirs.id, content.plain()))
    for bid in bids:
        waiting = unnamed[bid.service_window.piclo_id]
        said = bid_content(bid, ballot.competition.rate_type).plain()
        alike = (turn for turn, (_, content) in enumerate(waiting) if content == said)
        if waiting:
            bid.piclo_id = waiting.pop(next(alike, 0))[0]
    Bid.objects.bulk_update(bids, ["piclo_id"])
