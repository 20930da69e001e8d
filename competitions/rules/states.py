"""Stages and verdicts in words and tints."""

from competitions.rules.qualification import Verdict
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

VERDICTS = {
    Verdict.FITS: State("Fits", Tint.GOOD, "By Piclo's published tests; the operator decides."),
    Verdict.DOUBTFUL: State("Doubtful", Tint.ACT, "Not everything can be told, or only some windows fit."),
    Verdict.DOES_NOT_FIT: State("Does not fit", Tint.IDLE),
}
QUALIFIED = State("Qualified", Tint.GOOD, "Piclo lists it among what we may bid with.")
NOT_QUALIFIED = State("Not qualified", Tint.IDLE, "Piclo lists others of ours, not this one.")


def stage_shown(stage: Stage, *, may_bid: bool = False, gone: bool = False) -> State:
    """A stage; it needs somebody while we may bid."""
    if gone:
        return GONE
    return WE_MAY_BID if stage is Stage.BIDDING and may_bid else STAGES[stage]


def piclos_word(piclo_id: str, qualified: frozenset[str] | None) -> State | None:
    """Piclo's own word on an asset; None before it has said anything about the competition."""
    if qualified is None:
        return None
    return QUALIFIED if piclo_id and piclo_id in qualified else NOT_QUALIFIED
