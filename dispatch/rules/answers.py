"""When an instruction may be answered, and what a newer version does to an answer that was given."""

from dataclasses import dataclass
from datetime import datetime

from dispatch.rules.words import LEADS_TO, ON_THE_WAY, Answer, AnswerState, InstructionStatus
from portal.core import formats

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts when an instruction is judged: Piclo's status, the deadline, and our answer so far."""

    status: str
    respond_by: datetime | None
    answer: str = ""
    answer_state: str = AnswerState.NONE
    answered_terms: str = ""

    @property
    def is_answered(self) -> bool:
        return self.answer_state in ON_THE_WAY or self.answer_state == AnswerState.TAKEN


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an answer, and why in words where a person must know."""

    state: AnswerState
    words: str = ""


CHANGED = "The operator changed the instruction after this answer: look at it and answer again."


def why_not_answerable(standing: Standing, now: datetime, *, by: str = "somebody") -> str:
    """Why no answer can be given now, in words for people; empty where one can. `by` is who answered before."""
    if standing.is_answered:
        verb = "accepted" if standing.answer == Answer.ACCEPT else "rejected"
        return f"This instruction has been {verb} by {by} already."
    if standing.status != InstructionStatus.PENDING:
        return f"This instruction can no longer be answered: Piclo has it as {standing.status}."
    if standing.respond_by is not None and now >= standing.respond_by:
        return f"The answer was due by {formats.when(standing.respond_by, now)}. Piclo takes none after that."
    return ""


def why_no_reason(answer: str, reason: str) -> str:
    """What is wrong with the reason given; empty where nothing is."""
    if answer == Answer.REJECT and not reason.strip():
        return "Say why: the operator reads the reason of a rejection."
    if len(reason) > LONGEST_REASON:
        return f"A reason has at most {LONGEST_REASON} characters."
    return ""


def after_version(standing: Standing, *, status: str, terms: str) -> Outcome | None:
    """What a newer version with `status` and `terms` does to our answer; None leaves it as it is.

    While the answer is being sent its sender settles it. A changed instruction that is pending again needs a
    person again; an unchanged one that Piclo still shows as pending needs our answer read back.
    """
    if (
        standing.answer_state in {AnswerState.NONE, AnswerState.SENDING}
        or status not in InstructionStatus.values
    ):
        return None
    if status != InstructionStatus.PENDING:
        settled = settled_by(standing.answer, status)
        return None if settled.state == standing.answer_state else settled
    if standing.answer_state in {AnswerState.UNCONFIRMED, AnswerState.REFUSED}:
        return None
    if terms != standing.answered_terms:
        return Outcome(AnswerState.REFUSED, CHANGED)
    return Outcome(AnswerState.UNCONFIRMED) if standing.answer_state == AnswerState.TAKEN else None


def settled_by(answer: str, status: str) -> Outcome:
    """What Piclo's `status`, no longer pending, says about our answer."""
    if status not in InstructionStatus.values:
        return Outcome(AnswerState.UNCONFIRMED, f"Piclo has it as {status}, a word that is not known here.")
    if answer == Answer.ACCEPT and status in {InstructionStatus.STOPPED, InstructionStatus.DELIVERED}:
        return Outcome(AnswerState.TAKEN)
    if LEADS_TO.get(Answer(answer)) == status:
        return Outcome(AnswerState.TAKEN)
    return Outcome(
        AnswerState.REFUSED, f"Piclo did not take this answer: it has the instruction as {status}."
    )


def after_reading_back(standing: Standing, *, terms: str, now: datetime) -> Outcome:
    """What to do with an answer that Piclo lacks, or may have until it is read: taken, refused, or to be sent.

    Sending the same answer again is harmless; sending it to other terms, or after the deadline, is not useful.
    """
    if standing.status != InstructionStatus.PENDING:
        return settled_by(standing.answer, standing.status)
    if terms != standing.answered_terms:
        return Outcome(AnswerState.REFUSED, CHANGED)
    if standing.respond_by is not None and now >= standing.respond_by:
        due = formats.when(standing.respond_by, now)
        return Outcome(AnswerState.REFUSED, f"The answer had not reached Piclo by {due}.")
    return Outcome(AnswerState.WAITING)


def from_result(answer: str, status: str, error: str) -> Outcome:
    """What Piclo's result for one answer means."""
    if error:
        return Outcome(AnswerState.REFUSED, error)
    if status and status != InstructionStatus.PENDING:
        return settled_by(answer, status)
    return Outcome(AnswerState.UNCONFIRMED, "Piclo said nothing clear about this answer.")
