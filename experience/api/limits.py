"""The rate limit: so many calls a minute for each machine user, counted in this process."""

from collections import deque
from datetime import datetime, timedelta
from math import ceil

MINUTE = timedelta(minutes=1)
_calls: dict[str, deque[datetime]] = {}


def seconds_to_wait(client_id: str, limit: int, now: datetime) -> int:
    """0 and the call is counted, or how many seconds until the next one is taken. A limit of 0 is none."""
    if limit <= 0:
        return 0
    calls = _calls.setdefault(client_id, deque())
    while calls and now - calls[0] >= MINUTE:
        calls.popleft()
    if len(calls) < limit:
        calls.append(now)
        return 0
    return max(1, ceil((calls[0] + MINUTE - now).total_seconds()))


def forget_calls() -> None:
    """Start counting anew."""
    _calls.clear()
