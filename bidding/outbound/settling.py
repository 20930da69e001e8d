"""Settling what nobody knows: unconfirmed ballots are looked for at Piclo before anything is sent again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from bidding.models import Ballot, BallotState
from bidding.outbound.line import Clock, OpenClient, connection_of, lock, open_line, postpone
from bidding.outbound.sending import lapse, leave_unconfirmed
from bidding.records import is_ours, record_fact, take_as_submitted
from bidding.rules.settling import Verdict, verdict_when_unfound
from portal.piclo.client import PicloClient
from portal.piclo.errors import PicloError
from portal.piclo.wire import Ballot as WireBallot

RULE = "read_back"
WORKER_STOPPED = "The worker stopped while it was sending."
UNREADABLE = "Piclo lists a ballot here that cannot be read, so that nobody can say whether it is this one."
LOST = "It did not reach Piclo, and bidding has closed. Piclo was read back twice."
NOT_THERE_YET = "Piclo does not list it so far. It is looked for again."


@dataclass(frozen=True)
class Look:
    """What Piclo listed of a competition; `sure` says whether all of it could be read."""

    ballots: Sequence[WireBallot]
    sure: bool
    began_at: datetime


def look_at(client: PicloClient, competition_id: str, began_at: datetime) -> Look:
    """All ballots that Piclo holds of ours in a competition."""
    ballots: list[WireBallot] = []
    sure = True
    for page in client.list_ballots(competition_id):
        ballots += [received.value for received in page.items]
        sure = sure and not page.refused
    return Look(ballots, sure, began_at)


def settle(ballot_id: int, *, clock: Clock, open_client: OpenClient = open_line) -> None:
    """Read Piclo back about an unconfirmed ballot, and decide by what it says."""
    ballot = Ballot.objects.select_related("competition").filter(pk=ballot_id).first()
    connection = connection_of(ballot) if ballot else None
    if ballot is None or connection is None or not _is_due(ballot, clock()):
        return
    try:
        look = look_at(open_client(connection), ballot.competition.piclo_id, clock())
    except PicloError as error:
        _not_seen(ballot_id, error, clock())
    else:
        judge(ballot_id, look)


def _is_due(ballot: Ballot, now: datetime) -> bool:
    return ballot.state == BallotState.UNCONFIRMED and (ballot.try_after is None or ballot.try_after <= now)


@transaction.atomic
def judge(ballot_id: int, look: Look) -> None:
    """Found: it is submitted. Not found: look again, send again before the close, or lapse after it."""
    ballot = lock(ballot_id)
    if ballot is None or ballot.state != BallotState.UNCONFIRMED:
        return
    found = find(ballot, look.ballots)
    if found is not None:
        take_as_submitted(ballot, found, look.began_at, RULE)
    elif not look.sure:
        Ballot.objects.filter(pk=ballot.pk).update(last_word=UNREADABLE)
    else:
        _unfound(ballot, look)


def find(ballot: Ballot, listed: Iterable[WireBallot]) -> WireBallot | None:
    """The newest of Piclo's ballots that is this one, and that is not known to be another of ours."""
    others = Ballot.objects.filter(competition_id=ballot.competition_id).exclude(pk=ballot.pk)
    known = set(others.values_list("piclo_id", flat=True))
    ours = [each for each in listed if each.id not in known and is_ours(ballot, each)]
    return max(ours, key=lambda each: (each.status == "submitted", str(each.created)), default=None)


def _unfound(ballot: Ballot, look: Look) -> None:
    if ballot.sending_since is None or look.began_at < ballot.sending_since:
        return
    verdict = verdict_when_unfound(
        sent_at=ballot.sending_since,
        first_unfound_at=ballot.first_unfound_at,
        looked_at=look.began_at,
        closed_at=ballot.competition.closed_at,
        patience=timedelta(seconds=settings.BALLOT_READ_BACK_SECONDS),
    )
    if verdict is Verdict.LAPSE:
        lapse(ballot, look.began_at, LOST)
    elif verdict is Verdict.SEND_AGAIN:
        _send_again(ballot, look.began_at)
    elif ballot.first_unfound_at is None:
        ballot.first_unfound_at, ballot.last_word = look.began_at, NOT_THERE_YET
        ballot.save()


def _send_again(ballot: Ballot, now: datetime) -> None:
    ballot.move(BallotState.APPROVED)
    ballot.try_after = None
    ballot.last_word = "Piclo was read back twice and does not have it. It is sent again."
    ballot.save()
    record_fact(ballot, "ballot.not-sent", now, RULE, words=ballot.last_word)


@transaction.atomic
def _not_seen(ballot_id: int, error: PicloError, now: datetime) -> None:
    """Piclo could not be read: nothing is known, so nothing changes but the words and the next try."""
    ballot = lock(ballot_id)
    if ballot is not None and ballot.state == BallotState.UNCONFIRMED:
        ballot.attempts += 1
        postpone(ballot, error, now)
        ballot.save()


@transaction.atomic
def doubt(ballot_id: int, now: datetime) -> None:
    """A ballot that has been `sending` for too long lost its worker: it is unconfirmed from now on."""
    ballot = lock(ballot_id)
    limit = now - timedelta(seconds=settings.BALLOT_SENDING_SECONDS)
    if ballot is None or ballot.state != BallotState.SENDING or ballot.sending_since is None:
        return
    if ballot.sending_since <= limit:
        leave_unconfirmed(ballot, WORKER_STOPPED, now, RULE)
