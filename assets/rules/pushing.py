"""When to try again to send an asset to Piclo."""

from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=30)
LONGEST_HOLD = timedelta(minutes=5)
# A claim outlives every task that holds it: a task is stopped after two minutes.
CLAIM = timedelta(minutes=3)
TASK_LIMIT_S = 120


def pause_after(attempts: int, asked_for: float | None = None) -> timedelta:
    """How long to wait after `attempts` failures in a row: doubling, and at least what Piclo asked for (seconds)."""
    doublings = min(max(attempts - 1, 0), 20)
    return max(min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE), timedelta(seconds=asked_for or 0))


def hold_for(failures: int, asked_for: float | None = None) -> timedelta:
    """How long a whole organisation lets Piclo be after `failures` in a row: five minutes at most unless asked for."""
    return max(min(pause_after(failures), LONGEST_HOLD), timedelta(seconds=asked_for or 0))


def per_minute(settled: int, elapsed: timedelta) -> float:
    """How many come to an end in a minute."""
    return settled / max(elapsed.total_seconds(), 1.0) * 60


def time_left(left: int, speed_per_minute: float) -> timedelta | None:
    """How long the rest takes at this speed; None where nothing moves."""
    return timedelta(minutes=left / speed_per_minute) if speed_per_minute > 0 else None
