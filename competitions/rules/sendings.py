"""Sending an application: what may be sent, what became of a call without an answer, and Piclo's words for a status."""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=30)
# A claim outlives every task that holds it: a task is stopped after two minutes.
CLAIM = timedelta(minutes=3)
TASK_LIMIT_S = 120

STATUSES = {"draft", "pending", "approved", "rejected"}
NO_REASON = "Piclo shows no reason: ask the operator."


def pause_after(attempts: int, asked_for: float | None = None) -> timedelta:
    """How long to wait after `attempts` failures in a row: doubling, and at least what Piclo asked for (seconds)."""
    doubled = FIRST_PAUSE * (1 << min(max(attempts - 1, 0), 12))
    return max(min(doubled, LONGEST_PAUSE), timedelta(seconds=asked_for or 0))


def has_arrived(*, tried: bool, theirs: datetime | None, known: datetime | None) -> bool:
    """Whether a sending without an answer has reached Piclo.

    `theirs` is when Piclo says the application was handed in, `known` what it said before the call; `tried` is whether
    a call was ever made for this sending.
    """
    return tried and theirs is not None and theirs != known


def status_from_piclo(word: str, standing: str) -> str:
    """Piclo's status in ours. A word we do not know changes nothing; a new application is then pending."""
    plain = word.strip().lower()
    return plain if plain in STATUSES else standing or "pending"
