"""An instruction's life: what an answer does, when it lapses, and how a demonstration hurries it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

HALF_HOUR = timedelta(minutes=30)
ANSWERS = {"accept": "accepted", "reject": "rejected"}


@dataclass(frozen=True)
class Answered:
    """The outcome of one answer: the status to keep, and why it was refused if it was."""

    status: str
    error: str | None = None


def judge_answer(status: str, respond_by: datetime, answer: str, now: datetime) -> Answered:
    """What an answer does. The same answer again changes nothing; any other is refused in words."""
    wanted = ANSWERS.get(answer)
    if wanted is None:
        return Answered(status, f'"{answer}" is not a valid choice: accept or reject.')
    if status == wanted:
        return Answered(status)
    if status != "pending":
        return Answered(status, f"The instruction is already {status}.")
    if now >= respond_by:
        return Answered(
            "expired", f"An answer was due by {respond_by:%H:%M:%S} UTC; the instruction has expired."
        )
    return Answered(wanted)


def last_half_hour(now: datetime) -> datetime:
    """The last half-hour boundary that has passed."""
    return now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % HALF_HOUR


def started_now(start: datetime, end: datetime, now: datetime) -> tuple[datetime, datetime]:
    """The delivery as if it began this second, its length kept."""
    begin = now.replace(microsecond=0)
    return begin, begin + (end - start)


def ended_at_half_hour(start: datetime, end: datetime, now: datetime) -> tuple[datetime, datetime]:
    """The delivery moved as a whole so that it ended at the last half-hour boundary, its length kept."""
    boundary = last_half_hour(now)
    return boundary - (end - start), boundary
