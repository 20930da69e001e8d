"""How often an e-mail is tried, and when again."""

from datetime import timedelta

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
# With these pauses an e-mail is tried for a little over two days before a person has to look.
MOST_ATTEMPTS = 16
# For this long a sender has an e-mail to itself: longer than its task may run.
CLAIM = timedelta(minutes=3)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after `attempts` failures in a row: doubling, up to six hours."""
    return min(FIRST_PAUSE * (1 << min(max(attempts - 1, 0), 12)), LONGEST_PAUSE)
