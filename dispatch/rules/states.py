"""What people see of an instruction: Piclo's word, our answer and the clock as one state."""

from dataclasses import dataclass
from datetime import datetime

from dispatch.rules.words import Answer, AnswerState, InstructionStatus
from portal.core import formats
from portal.core.states import State, Tint

UNTIL_PICLO = "Nobody answered in time; Piclo has not said that it expired yet."


@dataclass(frozen=True, slots=True)
class Facts:
    """What a state follows from."""

    status: str
    answer: str
    answer_state: str
    words: str
    respond_by: datetime | None
    start: datetime
    end: datetime
    stopped_at: datetime | None


def state_at(facts: Facts, now: datetime) -> State:
    """The state at `now`. A status that we do not know is shown in Piclo's word."""
    if facts.status == InstructionStatus.PENDING:
        return _pending(facts, now)
    if facts.status == InstructionStatus.ACCEPTED:
        return _accepted(facts, now)
    if facts.status == InstructionStatus.STOPPED:
        at = f" at {formats.when(facts.stopped_at, now)}" if facts.stopped_at else ""
        return State("Stopped", Tint.IDLE, f"The operator stopped it{at}.")
    known = {
        InstructionStatus.REJECTED: State("Rejected", Tint.IDLE),
        InstructionStatus.EXPIRED: State("Expired", Tint.BAD, "Nobody answered in time."),
        InstructionStatus.DELIVERED: State("Delivered", Tint.GOOD),
    }
    unknown = State(
        facts.status.replace("_", " ").capitalize(), Tint.ACT, "A word of Piclo's that is not known here."
    )
    return {str(word): state for word, state in known.items()}.get(facts.status, unknown)


def _pending(facts: Facts, now: datetime) -> State:
    doing = "Accepting" if facts.answer == Answer.ACCEPT else "Rejecting"
    if facts.answer_state in {AnswerState.WAITING, AnswerState.SENDING}:
        return State(doing, Tint.RUN, facts.words or "The answer is on its way to Piclo.")
    if facts.answer_state in {AnswerState.UNCONFIRMED, AnswerState.TAKEN}:
        return State("Unconfirmed", Tint.ACT, facts.words or "Piclo is asked whether the answer arrived.")
    if facts.respond_by is not None and now >= facts.respond_by:
        return State("Lapsed", Tint.BAD, UNTIL_PICLO)
    if facts.answer_state == AnswerState.REFUSED:
        return State("Answer refused", Tint.BAD, facts.words)
    return State("To answer", Tint.ACT)


def _accepted(facts: Facts, now: datetime) -> State:
    if now < facts.start:
        return State("Accepted", Tint.GOOD)
    if now < facts.end:
        return State("Running", Tint.RUN)
    return State("Ended", Tint.IDLE, "Piclo has not said that it was delivered yet.")
