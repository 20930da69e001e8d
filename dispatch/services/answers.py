"""What people say to instructions: accept or reject, one or many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dispatch import events
from dispatch.models import Answer, AnswerState, Instruction
from dispatch.rules.answers import why_no_reason, why_not_answerable
from dispatch.services.errors import Changed, DispatchError, NotAllowed, NotAnswerable
from dispatch.tasks import send_answers
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.core import formats
from portal.core.doorbell import ring


@dataclass(frozen=True, slots=True)
class NotTaken:
    """An instruction that could not be answered, and why."""

    instruction_id: int
    label: str
    words: str


@transaction.atomic
def answer_instruction(
    *,
    by: Membership,
    instruction_id: int,
    answer: Answer,
    reason: str = "",
    seen_version: int | None = None,
    now: datetime,
) -> Instruction:
    """Accept or reject an instruction; a task sends it. Of two people who answer at once, the first one counts.

    `seen_version` is the version that the person looked at: an instruction that has changed since is not answered.
    Raises NotAllowed, NotAnswerable or Changed; Instruction.DoesNotExist for what the member cannot see.
    """
    if not by.can(Permission.DISPATCH_ANSWER):
        raise NotAllowed("Your role does not answer instructions.")
    mine = Instruction.objects.visible_to(by)
    # Who answered is read after the lock: joined to it, an answer given while we waited would be nobody's.
    instruction = mine.select_for_update().get(pk=instruction_id)
    _judge(instruction, answer, reason, seen_version, now)
    before = {"answer": instruction.answer, "answer_state": instruction.answer_state}
    instruction.answer, instruction.answer_reason = answer, reason.strip()
    instruction.answer_state, instruction.answer_words = AnswerState.WAITING, ""
    instruction.answered_by, instruction.answered_at = by.user, now
    instruction.answered_terms = instruction.terms.digest
    instruction.answer_attempts, instruction.answer_after = 0, None
    instruction.save()
    after = {
        "answer": answer,
        "reason": instruction.answer_reason,
        "version": instruction.piclo_version,
        "capacity_mw": instruction.capacity_mw,
    }
    events.record(
        "instruction.answered", instruction, at=now, actor_id=by.user_id, before=before, after=after
    )
    ring(send_answers, organisation_id=instruction.organisation_id)
    return instruction


def answer_many(
    *,
    by: Membership,
    answer: Answer,
    seen: Sequence[tuple[int, int]],
    reason: str = "",
    now: datetime,
) -> tuple[list[Instruction], list[NotTaken]]:
    """Answer several instructions, each for itself: what stands in the way of one does not hold up the others.

    `seen` are pairs of an instruction's key and the version that the person looked at.
    """
    answered: list[Instruction] = []
    not_taken: list[NotTaken] = []
    labels = dict(
        Instruction.objects.visible_to(by).filter(pk__in=[pk for pk, _ in seen]).values_list("pk", "piclo_id")
    )
    for pk, version in seen:
        if pk not in labels:
            continue
        try:
            answered.append(
                answer_instruction(
                    by=by, instruction_id=pk, answer=answer, reason=reason, seen_version=version, now=now
                )
            )
        except DispatchError as error:
            not_taken.append(NotTaken(pk, labels[pk], str(error)))
    return answered, not_taken


def _judge(
    instruction: Instruction, answer: Answer, reason: str, seen_version: int | None, now: datetime
) -> None:
    who = str(instruction.answered_by) if instruction.answered_by else "somebody"
    words = why_not_answerable(instruction.standing, now, by=who) or why_no_reason(answer, reason)
    if words:
        raise NotAnswerable(words)
    if seen_version is not None and seen_version != instruction.piclo_version:
        asked = f"{formats.number(instruction.capacity_mw, 3)} MW"
        when = formats.period(instruction.start_at, instruction.end_at, now)
        raise Changed(
            f"The operator changed this instruction: it now asks for {asked}, {when}. Look at it again."
        )
