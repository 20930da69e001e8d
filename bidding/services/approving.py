"""The second pair of eyes: asked for, given, or the ballot sent back."""

from datetime import datetime

from django.db import transaction

from bidding.models import Ballot, BallotState
from bidding.rules.checks import ballot_faults
from bidding.selectors.market import market_for
from bidding.services.errors import HasFaults, NotAllowed
from bidding.services.locking import lock_ballot, record_deed
from bidding.tasks import send_ballot
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.core.doorbell import ring


@transaction.atomic
def ask_for_approval(*, ballot: Ballot, version: int, by: Membership, now: datetime) -> Ballot:
    """Hand a draft without faults to somebody who may approve it."""
    locked = lock_ballot(ballot, by, version)
    locked.move(BallotState.AWAITING_APPROVAL)
    _demand_no_faults(locked, now)
    locked.asked_by, locked.asked_at, locked.sent_back_reason = by.user, now, ""
    locked.save()
    record_deed(locked, "ballot.asked", by, now, {"state": BallotState.DRAFT}, {"state": locked.state})
    return locked


@transaction.atomic
def approve_ballot(*, ballot: Ballot, version: int, by: Membership, now: datetime) -> Ballot:
    """Let the ballot be sent. It is checked once more: what was right when it was drafted may be wrong now."""
    locked = lock_ballot(ballot, by, version)
    if why := why_not_approve(locked, by):
        raise NotAllowed(why)
    locked.move(BallotState.APPROVED)
    _demand_no_faults(locked, now)
    locked.approved_by, locked.approved_at = by.user, now
    locked.attempts, locked.try_after, locked.last_word = 0, None, ""
    locked.save()
    before = {"state": BallotState.AWAITING_APPROVAL}
    record_deed(locked, "ballot.approved", by, now, before, {"state": locked.state})
    ring(send_ballot, ballot_id=locked.pk)
    return locked


@transaction.atomic
def send_back(*, ballot: Ballot, reason: str, by: Membership, now: datetime) -> Ballot:
    """Make a ballot that is not sent yet a draft again: an approver with a reason, or who asked takes it back."""
    locked = lock_ballot(ballot, by)
    if why := why_not_send_back(locked, by):
        raise NotAllowed(why)
    if locked.asked_by_id != by.user_id and not reason.strip():
        raise NotAllowed("Say why, so that it can be mended.")
    before = {"state": locked.state}
    locked.move(BallotState.DRAFT)
    locked.sent_back_reason, locked.last_word = reason.strip(), ""
    locked.approved_by = locked.approved_at = locked.try_after = None
    locked.save()
    after = {"state": locked.state, "reason": locked.sent_back_reason}
    record_deed(locked, "ballot.sent-back", by, now, before, after)
    return locked


def why_not_approve(ballot: Ballot, by: Membership) -> str:
    """Why this person may not approve the ballot; empty where they may."""
    if not by.can(Permission.BIDS_APPROVE):
        return "You may not approve ballots."
    if not ballot.organisation.needs_second_approver:
        return ""
    if ballot.asked_by_id == by.user_id:
        return "You asked for this approval: somebody else must give it."
    if ballot.drafted_by_id == by.user_id:
        return "You changed this ballot last: somebody else must approve it."
    return ""


def why_not_send_back(ballot: Ballot, by: Membership) -> str:
    """Why this person may not make the ballot a draft again; empty where they may."""
    if by.can(Permission.BIDS_APPROVE) or (
        by.can(Permission.BIDS_DRAFT) and ballot.asked_by_id == by.user_id
    ):
        return ""
    return "Only who asked for approval, or who may approve, can send a ballot back."


def _demand_no_faults(ballot: Ballot, now: datetime) -> None:
    faults = ballot_faults([bid.offer for bid in ballot.bids.all()], market_for(ballot), now)
    if faults:
        raise HasFaults(faults)
