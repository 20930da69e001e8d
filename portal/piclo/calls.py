"""What is remembered of one request to Piclo: never a credential, a token or a body."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How one attempt ended."""

    OK = "ok"
    REJECTED = "rejected"
    UNAUTHORISED = "unauthorised"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One attempt at one operation. `status` is None where no answer came."""

    endpoint: str
    method: str
    path: str
    status: int | None
    outcome: Outcome
    duration_ms: int
    attempt: int
    at: datetime
    run_id: int | None = None


Recorder = Callable[[CallRecord], None]


def forget(record: CallRecord) -> None:
    """The recorder that keeps nothing."""
