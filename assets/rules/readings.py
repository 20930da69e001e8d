"""What a reading of Piclo changed, in words."""

from collections.abc import Mapping

from portal.core.formats import number
from portal.core.states import State, Tint

# The feeds that read the portfolio.
ASSETS, PLANNED = "assets", "planned-assets"

CHANGED, BACK = "changed-at-piclo", "back-at-piclo"
GONE, DIFFERS = "gone-at-piclo", "differs-from-piclo"

SHOWN = {
    CHANGED: State("Changed", Tint.RUN, "Somebody changed it at Piclo; it follows."),
    GONE: State("Gone", Tint.BAD, "Piclo no longer lists it."),
    BACK: State("Back", Tint.GOOD, "Piclo lists it again."),
    DIFFERS: State("Differs", Tint.ACT, "What stands here has not been sent, and Piclo holds it otherwise."),
}


def verb_of(kind: str) -> str:
    """`asset.gone-at-piclo` as `gone-at-piclo`."""
    return kind.partition(".")[2]


def change_shown(kind: str) -> State:
    """The kind of an event as a state."""
    return SHOWN[verb_of(kind)]


def counted(created: int, changes: Mapping[str, int]) -> str:
    """What a reading brought: "40 new, 3 changed, 1 gone", or "nothing changed"."""
    counts = [(created, "new"), *((changes.get(verb, 0), SHOWN[verb].word.lower()) for verb in SHOWN)]
    parts = [f"{number(count)} {_said(word, count)}" for count, word in counts if count]
    return ", ".join(parts) or "nothing changed"


def _said(word: str, count: int) -> str:
    return "differ" if word == "differs" and count > 1 else word
