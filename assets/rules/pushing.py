"""When to try again to send an asset to Piclo."""

from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=30)
# A claim outlives every task that holds it: a task is stopped after two minutes.
CLAIM = timedelta(minutes=3)
TASK_LIMIT_S = 120


def pause_after(attempts: int, asked_for: float | None = None) -> timedelta:
    """How long to wait after `attempts` failures in a row: doubling, and at least what Piclo asked for (seconds)."""
    doublings = min(max(attempts - 1, 0), 20)
    return max(min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE), timedelta(seconds=asked_for or 0))
