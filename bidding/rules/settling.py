"""When a send whose answer never came may be tried again, and how long to wait between tries."""

from datetime import datetime, timedelta
from enum import StrEnum

# Two looks that find nothing must not be two halves of the same look.
BETWEEN_LOOKS = timedelta(seconds=5)
FIRST_WAIT = timedelta(seconds=3)
LONGEST_WAIT = timedelta(minutes=2)
SHORTEST_WAIT = timedelta(seconds=2)
# From here on a ballot that is not certainly at Piclo is said aloud on the desk.
NEAR = timedelta(minutes=30)


class Verdict(StrEnum):
    """What follows when an unconfirmed ballot was looked for at Piclo and not found."""

    LOOK_AGAIN = "look_again"
    SEND_AGAIN = "send_again"
    LAPSE = "lapse"


def verdict_when_unfound(
    *,
    sent_at: datetime,
    first_unfound_at: datetime | None,
    looked_at: datetime,
    closed_at: datetime | None,
    patience: timedelta,
) -> Verdict:
    """A request may still be travelling: only a second look, `patience` after the send, says that it was lost.

    `looked_at` is when the look began. After the close nothing is sent again.
    """
    if (
        first_unfound_at is None
        or looked_at - first_unfound_at < BETWEEN_LOOKS
        or looked_at - sent_at < patience
    ):
        return Verdict.LOOK_AGAIN
    return Verdict.SEND_AGAIN if closed_at is not None and looked_at < closed_at else Verdict.LAPSE


def wait_before_try(
    attempts: int, now: datetime, closed_at: datetime | None, asked: float | None
) -> timedelta:
    """How long to wait after `attempts` tries: twice as long each time, as long as Piclo asks if that is longer.

    Never longer than a quarter of the time left, so that there are tries left before the close.
    """
    wait = min(FIRST_WAIT * (1 << min(attempts, 10)), LONGEST_WAIT)
    wait = max(wait, timedelta(seconds=min(asked or 0, 3600)))
    if closed_at is not None:
        quarter: timedelta = (closed_at - now) / 4
        wait = min(wait, max(quarter, SHORTEST_WAIT))
    return wait


def is_near(closed_at: datetime | None, now: datetime) -> bool:
    """Whether the close is so near (or past) that somebody must be told of what is unsettled."""
    return closed_at is not None and closed_at - now <= NEAR
