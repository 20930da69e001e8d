"""Taking a ballot back before the close. Asking twice does no harm, so a lost answer is settled by asking again."""

from datetime import datetime, timedelta

from django.db import transaction

from bidding.models import Ballot, BallotState
from bidding.outbound.line import Clock, OpenClient, connection_of, is_closed, lock, open_line, postpone
from bidding.outbound.settling import look_at
from bidding.records import NO_MORE, record_fact
from portal.piclo.client import PicloClient
from portal.piclo.errors import NotFound, PicloError, Rejected, Unauthorised

RULE = "withdraw_ballot"
# Longer than a call may take, so that two workers do not ask at once.
WHILE_ASKING = timedelta(seconds=60)
TOO_LATE = "It could not be withdrawn before bidding closed."
STANDS = "Piclo did not withdraw it."


def withdraw(ballot_id: int, *, clock: Clock, open_client: OpenClient = open_line) -> None:
    """Ask Piclo to take the ballot back; once bidding has closed only look what became of it."""
    ballot = _claim(ballot_id, clock())
    connection = connection_of(ballot) if ballot else None
    if ballot is None or connection is None:
        return
    client = open_client(connection)
    try:
        state, words = _ask(client, ballot, clock())
    except PicloError as error:
        _try_later(ballot_id, error, clock())
    else:
        _settle(ballot_id, state, words, clock())


@transaction.atomic
def _claim(ballot_id: int, now: datetime) -> Ballot | None:
    ballot = lock(ballot_id)
    if ballot is None or ballot.state != BallotState.WITHDRAWING:
        return None
    if ballot.try_after is not None and now < ballot.try_after:
        return None
    ballot.attempts += 1
    ballot.try_after = now + WHILE_ASKING
    ballot.save()
    return ballot


def _ask(client: PicloClient, ballot: Ballot, now: datetime) -> tuple[BallotState, str]:
    """The state that the ballot is in after asking, and why it is not withdrawn where it is not."""
    if is_closed(ballot, now):
        return _look(client, ballot, TOO_LATE)
    try:
        client.withdraw_ballot(ballot.competition.piclo_id, ballot.piclo_id)
    except Unauthorised:
        raise
    except Rejected as error:
        return _look(client, ballot, f"{STANDS} {error.words}", is_absent=isinstance(error, NotFound))
    return BallotState.WITHDRAWN, ""


def _look(
    client: PicloClient, ballot: Ballot, words: str, *, is_absent: bool = False
) -> tuple[BallotState, str]:
    """What Piclo says of the ballot. One that Piclo neither knows nor lists is gone."""
    look = look_at(client, ballot.competition.piclo_id, ballot.modified_at)
    status = next((each.status for each in look.ballots if each.id == ballot.piclo_id), None)
    if status in NO_MORE:
        return NO_MORE[status], ""
    if status is None and is_absent and look.sure:
        return BallotState.WITHDRAWN, ""
    return BallotState.SUBMITTED, words


@transaction.atomic
def _settle(ballot_id: int, state: BallotState, words: str, now: datetime) -> None:
    ballot = lock(ballot_id)
    if ballot is None or ballot.state != BallotState.WITHDRAWING:
        return
    ballot.move(state)
    ballot.last_word = words
    ballot.try_after = None
    ballot.attempts = 0
    ballot.save()
    kind = "ballot.withdrawal-failed" if state == BallotState.SUBMITTED else f"ballot.{state}"
    record_fact(ballot, kind, now, RULE, words=words)


@transaction.atomic
def _try_later(ballot_id: int, error: PicloError, now: datetime) -> None:
    ballot = lock(ballot_id)
    if ballot is not None and ballot.state == BallotState.WITHDRAWING:
        postpone(ballot, error, now)
        ballot.save()
