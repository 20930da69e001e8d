"""What becomes of ballots that bidding closed without."""

from datetime import datetime

from django.db import transaction

from bidding.models import Ballot, BallotState
from bidding.outbound.line import is_closed, lock
from bidding.outbound.sending import CLOSED, lapse
from bidding.rules.transitions import NOT_SENT

NOT_APPROVED = "Bidding closed before it was approved."
NOT_ASKED = "Bidding closed while it was a draft."
WORDS = {
    BallotState.DRAFT: NOT_ASKED,
    BallotState.AWAITING_APPROVAL: NOT_APPROVED,
    BallotState.APPROVED: CLOSED,
}


def overtaken(now: datetime) -> list[int]:
    """Ballots that were never sent although their competition has closed."""
    late = Ballot.objects.filter(state__in=NOT_SENT, competition__closed_at__lte=now)
    return list(late.values_list("pk", flat=True))


@transaction.atomic
def let_lapse(ballot_id: int, now: datetime) -> None:
    """Say that it was too late, under the lock: a worker may just have sent it."""
    ballot = lock(ballot_id)
    if ballot is not None and ballot.state in NOT_SENT and is_closed(ballot, now):
        lapse(ballot, now, WORDS[BallotState(ballot.state)])
