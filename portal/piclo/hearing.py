"""Whether Piclo is heard: the state of a connection and the pace of its feeds after an answer or a failure."""

from datetime import datetime, timedelta

from django.db.models import Q

from portal.piclo.errors import PicloError, Unauthorised, Unavailable
from portal.piclo.models import Connection, ConnectionState, FeedState
from portal.piclo.pacing import jittered

# A feed is read every few seconds in Experience; the connection's row need not be written as often.
HEARD_EVERY = timedelta(seconds=10)
LONGEST_BACK_OFF = timedelta(minutes=5)


def heard(connection: Connection, feed: str, started_at: datetime, now: datetime) -> None:
    """Piclo answered: the feed is due an interval after it was begun. The connection is written where that is news."""
    stale = Q(heard_at__isnull=True) | Q(heard_at__lte=now - HEARD_EVERY)
    news = ~Q(state=ConnectionState.WORKING) | ~Q(last_word="") | stale
    Connection.objects.filter(news, pk=connection.pk).update(
        state=ConnectionState.WORKING, last_word="", heard_at=now
    )
    for state in FeedState.objects.filter(connection=connection, feed=feed):
        due_at = max(now, started_at + jittered(state.interval))
        FeedState.objects.filter(pk=state.pk).update(failures=0, due_at=due_at)


def not_heard(connection: Connection, feed: str, error: PicloError, now: datetime) -> None:
    """Piclo did not answer, or refused. One feed's trouble is not the connection's unless it is the line or the key."""
    state = _state_after(error)
    if state:
        changed = ~Q(state=state) | ~Q(last_word=error.words)
        Connection.objects.filter(changed, pk=connection.pk).update(state=state, last_word=error.words)
    _back_off(connection, feed, error, now)


def _state_after(error: PicloError) -> ConnectionState | None:
    if isinstance(error, Unauthorised):
        return ConnectionState.REFUSED
    return ConnectionState.FAILING if isinstance(error, Unavailable) else None


def _back_off(connection: Connection, feed: str, error: PicloError, now: datetime) -> None:
    """The next reading waits longer with every failure in a row, and at least as long as Piclo asks for."""
    for state in FeedState.objects.filter(connection=connection, feed=feed):
        longer = min(state.interval * 2 ** min(state.failures, 16), LONGEST_BACK_OFF)
        asked = timedelta(seconds=error.retry_after or 0) if isinstance(error, Unavailable) else timedelta(0)
        pause = max(state.interval, longer, min(asked, timedelta(days=1)))
        FeedState.objects.filter(pk=state.pk).update(
            failures=min(state.failures + 1, 30_000), due_at=now + pause
        )
