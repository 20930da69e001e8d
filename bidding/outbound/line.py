"""What every errand to Piclo starts from: the connection, a locked ballot, and how long to wait after a failure."""

from collections.abc import Callable
from datetime import datetime

from bidding.models import Ballot
from bidding.rules.settling import wait_before_try
from portal.piclo.client import PicloClient
from portal.piclo.connect import client_for
from portal.piclo.errors import PicloError, Unavailable
from portal.piclo.models import Connection

Clock = Callable[[], datetime]
OpenClient = Callable[[Connection], PicloClient]

NO_CONNECTION = "There is no connection to Piclo."


def open_line(connection: Connection) -> PicloClient:
    """Piclo as a connection sees it, its calls recorded."""
    return client_for(connection)


def connection_of(ballot: Ballot) -> Connection | None:
    """How the ballot's organisation reaches Piclo."""
    return Connection.objects.filter(organisation_id=ballot.organisation_id).first()


def lock(ballot_id: int) -> Ballot | None:
    """The ballot with its competition, locked until the transaction ends."""
    ballots = Ballot.objects.select_related("competition").select_for_update(of=("self",))
    return ballots.filter(pk=ballot_id).first()


def is_closed(ballot: Ballot, now: datetime) -> bool:
    """Whether the competition takes no ballot any more; one without a close takes none."""
    closed_at = ballot.competition.closed_at
    return closed_at is None or now >= closed_at


def postpone(ballot: Ballot, error: PicloError, now: datetime) -> None:
    """Note what Piclo said, and when to try again. Saving is the caller's part."""
    asked = error.retry_after if isinstance(error, Unavailable) else None
    ballot.last_word = error.words
    ballot.try_after = now + wait_before_try(ballot.attempts, now, ballot.competition.closed_at, asked)
