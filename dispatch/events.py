"""What is written into the audit trail of an instruction: by whom or by which rule, before and after."""

from datetime import datetime
from typing import Any

from dispatch.models import AnswerState, Instruction
from dispatch.rules.answers import Outcome
from portal.audit.services import record_event

KINDS = {
    AnswerState.TAKEN: "instruction.answer-taken",
    AnswerState.REFUSED: "instruction.answer-refused",
    AnswerState.UNCONFIRMED: "instruction.answer-unconfirmed",
}


def record(
    kind: str,
    instruction: Instruction,
    *,
    at: datetime,
    actor_id: int | None = None,
    rule: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Append an event about `instruction`, in the transaction of what happened to it."""
    record_event(
        kind=kind,
        organisation_id=instruction.organisation_id,
        subject=instruction,
        at=at,
        actor_id=actor_id,
        rule=rule,
        before=before,
        after=after,
    )


def settle(instruction: Instruction, outcome: Outcome, *, rule: str, at: datetime) -> None:
    """What became of an answer, put on the row in memory and into the trail. The caller saves the row."""
    is_news = (instruction.answer_state, instruction.answer_words) != (outcome.state, outcome.words)
    instruction.answer_state = outcome.state
    instruction.answer_words = outcome.words
    if is_news and outcome.state in KINDS:
        after = {"answer": instruction.answer, "words": outcome.words}
        record(KINDS[outcome.state], instruction, at=at, rule=rule, after=after)
