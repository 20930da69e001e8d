"""Stages and verdicts in words and tints."""

from competitions.rules.codes import Standing
from competitions.rules.stages import Stage
from portal.core.states import State, Tint

STAGES = {
    Stage.ANNOUNCED: State(Stage.ANNOUNCED.label, Tint.IDLE),
    Stage.QUALIFICATION: State(Stage.QUALIFICATION.label, Tint.RUN),
    Stage.QUALIFICATION_CLOSED: State(Stage.QUALIFICATION_CLOSED.label, Tint.IDLE),
    Stage.BIDDING: State(
        Stage.BIDDING.label, Tint.RUN, "Bids are taken; Piclo does not list us among the bidders."
    ),
    Stage.CLOSED: State(Stage.CLOSED.label, Tint.IDLE, "The operator is deciding."),
    Stage.CONFIRMED: State(Stage.CONFIRMED.label, Tint.GOOD, "The operator has decided."),
    Stage.ARCHIVED: State(Stage.ARCHIVED.label, Tint.IDLE),
}
WE_MAY_BID = State(Stage.BIDDING.label, Tint.ACT, "Piclo says that we may bid.")
GONE = State("Gone at Piclo", Tint.BAD, "Piclo no longer lists it.")

STANDINGS = {
    Standing.FITS: State(Standing.FITS.label, Tint.GOOD, "By Piclo's published tests; the operator decides."),
    Standing.DOUBTFUL: State(
        Standing.DOUBTFUL.label, Tint.RUN, "Not everything can be told, or only some windows fit."
    ),
    Standing.ACTION: State(Standing.ACTION.label, Tint.ACT, "It would fit once this is done."),
    Standing.INELIGIBLE: State(Standing.INELIGIBLE.label, Tint.IDLE, "Nothing here can be mended."),
}
QUALIFIED = State("Qualified", Tint.GOOD, "Piclo lists it among what we may bid with.")
DISQUALIFIED = State("Disqualified", Tint.BAD, "The operator keeps it out.")
ELIGIBLE = State("Eligible", Tint.RUN, "It passed Piclo's automatic test; the operator still decides.")
INELIGIBLE = State("Not eligible", Tint.IDLE, "It did not pass Piclo's automatic test.")
WORDS = {"qualified": QUALIFIED, "eligible": ELIGIBLE, "ineligible": INELIGIBLE}
NOT_QUALIFIED = State("Not qualified", Tint.IDLE, "Piclo lists others of ours, not this one.")


def stage_shown(stage: Stage, *, may_bid: bool = False, gone: bool = False) -> State:
    """A stage; it needs somebody while we may bid."""
    if gone:
        return GONE
    return WE_MAY_BID if stage is Stage.BIDDING and may_bid else STAGES[stage]


def piclos_word(piclo_id: str, qualified: frozenset[str] | None, status: str = "") -> State | None:
    """Piclo's own word on an asset; None before it has said anything about the competition.

    `status` is Piclo's word on the pair; `qualified` are the assets that it lets us bid with, None before it does.
    """
    if status == "disqualified":
        return DISQUALIFIED
    if piclo_id and piclo_id in (qualified or ()):
        return QUALIFIED
    if status:
        return WORDS.get(status) or State(
            status.replace("_", " ").capitalize(), Tint.IDLE, "A word of Piclo's."
        )
    return None if qualified is None else NOT_QUALIFIED


def differs(ours: Standing, word: State | None) -> bool:
    """Whether Piclo says otherwise than our own reading."""
    if word in {INELIGIBLE, DISQUALIFIED, NOT_QUALIFIED}:
        return ours <= Standing.DOUBTFUL
    return word in {ELIGIBLE, QUALIFIED} and ours > Standing.DOUBTFUL
