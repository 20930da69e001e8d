"""Taking a submitted ballot back."""

from datetime import datetime

from django.db import transaction

from bidding.models import Ballot, BallotState
from bidding.services.errors import NotAllowed
from bidding.services.locking import lock_ballot, record_deed
from bidding.tasks import withdraw_ballot as withdraw_task
from portal.accounts.models import Membership
from portal.core.doorbell import ring


@transaction.atomic
def withdraw_ballot(*, ballot: Ballot, by: Membership, now: datetime) -> Ballot:
    """Ask Piclo to take the ballot back; a task does it. Only until bidding closes."""
    locked = lock_ballot(ballot, by)
    closed_at = locked.competition.closed_at
    if closed_at is None or now >= closed_at:
        raise NotAllowed("Bidding has closed: a ballot can be withdrawn until the close only.")
    sent = [BallotState.APPROVED, BallotState.SENDING, BallotState.UNCONFIRMED]
    if Ballot.objects.filter(competition_id=locked.competition_id, state__in=sent).exists():
        raise NotAllowed("A ballot that replaces this one is on its way to Piclo.")
    before = {"state": locked.state}
    locked.move(BallotState.WITHDRAWING)
    locked.attempts, locked.try_after, locked.last_word = 0, None, ""
    locked.save()
    record_deed(locked, "ballot.withdrawal-asked", by, now, before, {"state": locked.state})
    ring(withdraw_task, ballot_id=locked.pk)
    return locked
