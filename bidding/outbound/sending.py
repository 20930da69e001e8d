"""Sending an approved ballot, at most once.

Before the call the row says `sending`, with what is sent and its digest, and that is committed. An answer settles it.
Where no answer came the ballot is unconfirmed: `outbound.settling` reads Piclo back before anything is sent again.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bidding.models import Ballot, BallotState
from bidding.outbound.line import (
    NO_CONNECTION,
    Clock,
    OpenClient,
    connection_of,
    is_closed,
    lock,
    open_line,
    postpone,
)
from bidding.records import record_fact, take_as_submitted
from bidding.rules.content import BallotContent, to_plain
from bidding.rules.transitions import IN_FLIGHT
from bidding.rules.words import words_of_refusal
from bidding.selectors.content import content_of
from portal.piclo.errors import PicloError, Rejected, Unauthorised
from portal.piclo.models import Connection
from portal.piclo.wire import Ballot as WireBallot
from portal.piclo.wire import BallotAssets, BallotBody, BidBody, Rate

RULE = "send_ballot"
CLOSED = "Bidding closed before the ballot was sent. It never reached Piclo."


@dataclass(frozen=True)
class Errand:
    """A ballot that this worker, and no other, is to send once."""

    ballot_id: int
    connection: Connection
    competition_id: str
    content: BallotContent


def send(ballot_id: int, *, clock: Clock, open_client: OpenClient = open_line) -> None:
    """Send the ballot if it waits to be sent. Any number of workers may try: one of them sends."""
    errand = claim(ballot_id, clock())
    if errand is None:
        return
    try:
        client = open_client(errand.connection)
        answer = client.submit_ballot(errand.competition_id, body_of(errand))
    except PicloError as error:
        take_error(errand, error, clock())
    else:
        take_answer(errand, answer, clock())


@transaction.atomic
def claim(ballot_id: int, now: datetime) -> Errand | None:
    """Take the ballot out of `approved`, or None where it is not, not now or not ever to be sent."""
    ballot = lock(ballot_id)
    if ballot is None or ballot.state != BallotState.APPROVED:
        return None
    if is_closed(ballot, now):
        lapse(ballot, now, CLOSED)
        return None
    if not may_send_now(ballot, now):
        return None
    connection = connection_of(ballot)
    if connection is None:
        Ballot.objects.filter(pk=ballot.pk).update(last_word=NO_CONNECTION)
        return None
    content = content_of(ballot)
    _mark_sending(ballot, content, now)
    return Errand(ballot.pk, connection, ballot.competition.piclo_id, content)


def may_send_now(ballot: Ballot, now: datetime) -> bool:
    """Not before its turn, not before bidding opens, and not while an earlier ballot is being withdrawn."""
    opens = ballot.competition.open_at
    if (ballot.try_after and now < ballot.try_after) or opens is None or now < opens:
        return False
    withdrawing = Ballot.objects.filter(competition_id=ballot.competition_id, state=BallotState.WITHDRAWING)
    return not withdrawing.exists()


def _mark_sending(ballot: Ballot, content: BallotContent, now: datetime) -> None:
    ballot.move(BallotState.SENDING)
    ballot.digest, ballot.sent = content.digest(), to_plain(content)
    ballot.sending_since = now
    ballot.first_unfound_at = ballot.try_after = None
    ballot.attempts += 1
    ballot.last_word = ""
    ballot.save()
    record_fact(ballot, "ballot.sending", now, RULE, digest=ballot.digest, attempt=ballot.attempts)


def body_of(errand: Errand) -> BallotBody:
    """The content as Piclo wants it. With no asset named Piclo takes all that qualified."""
    content = errand.content
    assets = BallotAssets(flex=tuple(sorted(content.flex)), planned=tuple(sorted(content.planned)))
    return BallotBody(
        competition_id=errand.competition_id,
        bids=tuple(
            BidBody(
                service_window_id=bid.window_id,
                capacity=bid.capacity_mw,
                max_runtime=bid.max_runtime,
                rates=tuple(Rate(type=name, value=value) for name, value in bid.rates),
            )
            for bid in content.bids
        ),
        assets=assets if content.names_assets else None,
    )


@transaction.atomic
def take_answer(errand: Errand, answer: WireBallot, now: datetime) -> None:
    """Piclo has it. Where a reader-back was quicker there is nothing left to do."""
    ballot = lock(errand.ballot_id)
    if ballot is not None and ballot.state in IN_FLIGHT:
        take_as_submitted(ballot, answer, now, RULE)


@transaction.atomic
def take_error(errand: Errand, error: PicloError, now: datetime) -> None:
    """Piclo refused it, did not get it, or nobody knows."""
    ballot = lock(errand.ballot_id)
    if ballot is None or ballot.state != BallotState.SENDING:
        return
    if isinstance(error, Rejected) and not isinstance(error, Unauthorised):
        _refuse(ballot, error, now)
    elif error.may_have_arrived:
        leave_unconfirmed(ballot, error.words, now, RULE)
    else:
        ballot.move(BallotState.APPROVED)
        postpone(ballot, error, now)
        ballot.save()
        record_fact(ballot, "ballot.not-sent", now, RULE, words=error.words)


def _refuse(ballot: Ballot, error: Rejected, now: datetime) -> None:
    bids = ballot.bids.order_by("service_window_id", "position")
    names = list(bids.values_list("service_window__name", flat=True))
    ballot.move(BallotState.REFUSED)
    ballot.last_word = words_of_refusal(error.words, error.fields, names)
    ballot.save()
    record_fact(ballot, "ballot.refused", now, RULE, words=ballot.last_word)


def leave_unconfirmed(ballot: Ballot, words: str, now: datetime, rule: str) -> None:
    """Nobody knows whether Piclo has it, until Piclo is read back."""
    ballot.move(BallotState.UNCONFIRMED)
    ballot.last_word = words
    ballot.try_after = None
    ballot.attempts = 0
    ballot.save()
    record_fact(ballot, "ballot.unconfirmed", now, rule, words=words)


def lapse(ballot: Ballot, now: datetime, words: str) -> None:
    """The competition closed without it."""
    ballot.move(BallotState.LAPSED)
    ballot.last_word = words
    ballot.try_after = None
    ballot.save()
    record_fact(ballot, "ballot.lapsed", now, "close", words=words)
