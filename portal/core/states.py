"""A state as people see it: a word, a tint that says what it means, and why."""

from enum import StrEnum
from typing import NamedTuple


class Tint(StrEnum):
    """The five meanings a colour may have."""

    ACT = "act"
    GOOD = "good"
    BAD = "bad"
    RUN = "run"
    IDLE = "idle"


class State(NamedTuple):
    """What `{% state %}` draws. `why` becomes the pill's title."""

    word: str
    tint: Tint = Tint.IDLE
    why: str = ""
