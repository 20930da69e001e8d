"""Answers on their way to Piclo: marked as being sent before the call, settled by what comes back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from dispatch import events
from dispatch.models import AnswerState, Instruction, InstructionStatus
from dispatch.rules.answers import Outcome, after_reading_back, from_result
from portal.piclo.client import PicloClient
from portal.piclo.connect import client_for
from portal.piclo.errors import PicloError, Rejected, Unauthorised, Unavailable
from portal.piclo.locks import held_lock
from portal.piclo.models import Connection
from portal.piclo.wire import DispatchAnswer, DispatchAnswerResult

RULE = "send-answers"
AT_ONCE = 100
LONGEST_PAUSE_S = 30.0
NO_RESULT = "Piclo's answer did not mention this instruction."
CHANGED_MEANWHILE = "The operator changed the instruction while this answer was being sent."


def send_waiting(organisation_id: int) -> int:
    """Send every answer of an organisation that waits, the most urgent first; how many were sent."""
    connection = Connection.objects.filter(organisation_id=organisation_id).first()
    if connection is None:
        return 0
    sent = 0
    while batch := _send_batch(connection):
        sent += batch
    return sent


def _send_batch(connection: Connection) -> int:
    """One call's worth. The batch's lock lives as long as its sender, so that a dead sender is noticed at once."""
    batch = f"dispatch.answers.{uuid4().hex[:19]}"
    with held_lock(batch):
        claimed = _claim(connection.organisation_id, batch, timezone.now())
        if claimed:
            _deliver(client_for(connection), claimed)
        return len(claimed)


@transaction.atomic
def _claim(organisation_id: int, batch: str, now: datetime) -> list[Instruction]:
    """Waiting answers, marked and committed as being sent before anything leaves."""
    due = Q(answer_after=None) | Q(answer_after__lte=now)
    waiting = Instruction.objects.filter(
        due, organisation_id=organisation_id, answer_state=AnswerState.WAITING
    )
    rows = waiting.select_for_update(skip_locked=True).order_by(F("respond_by_at").asc(nulls_last=True), "pk")
    claimed = list(rows[:AT_ONCE])
    Instruction.objects.filter(pk__in=[one.pk for one in claimed]).update(
        answer_state=AnswerState.SENDING,
        answer_batch=batch,
        answer_sent_at=now,
        answer_attempts=F("answer_attempts") + 1,
    )
    return claimed


def _deliver(client: PicloClient, claimed: Sequence[Instruction]) -> None:
    """Ask Piclo to take the answers, and put down what became of each."""
    answers = [
        DispatchAnswer(id=one.piclo_id, response=one.answer, reason=one.answer_reason) for one in claimed
    ]
    try:
        results = client.respond_to_dispatches(answers)
    except PicloError as error:
        if _is_about_content(error) and len(claimed) > 1:
            # One bad answer spoils the whole call: ask for each by itself.
            for one in claimed:
                _deliver(client, [one])
        else:
            _undelivered(claimed, error, timezone.now())
    except BaseException:
        _unconfirmed(claimed, timezone.now())
        raise
    else:
        _delivered(claimed, results, timezone.now())


def _is_about_content(error: PicloError) -> bool:
    return isinstance(error, Rejected) and not isinstance(error, Unauthorised)


@transaction.atomic
def _delivered(
    claimed: Sequence[Instruction], results: Sequence[DispatchAnswerResult], now: datetime
) -> None:
    by_id = {result.id: result for result in results}
    for instruction in _still_sending(claimed):
        result = by_id.get(instruction.piclo_id)
        if result is None:
            _settle(instruction, Outcome(AnswerState.UNCONFIRMED, NO_RESULT), now)
            continue
        if instruction.terms.digest != instruction.answered_terms:
            # Whether Piclo's word is about the old terms or the new ones only reading back can tell.
            _settle(instruction, Outcome(AnswerState.UNCONFIRMED, CHANGED_MEANWHILE), now)
            continue
        outcome = from_result(instruction.answer, result.status, result.error)
        # A webhook may have brought a newer word while we waited; that one stands.
        if instruction.status == InstructionStatus.PENDING and result.status in InstructionStatus.values:
            instruction.status = result.status
        _settle(instruction, outcome, now)


@transaction.atomic
def _undelivered(claimed: Sequence[Instruction], error: PicloError, now: datetime) -> None:
    """Nothing came back that counts: refused for good, perhaps arrived, or to be sent again later."""
    for instruction in _still_sending(claimed):
        if error.may_have_arrived:
            _settle(instruction, Outcome(AnswerState.UNCONFIRMED, error.words), now)
        elif _is_about_content(error):
            _settle(instruction, Outcome(AnswerState.REFUSED, error.words), now)
        else:
            _settle(instruction, _not_sent(instruction, error, now), now)


def _not_sent(instruction: Instruction, error: PicloError, now: datetime) -> Outcome:
    """It never left: to be sent again, unless what came while it was being sent has made that wrong or useless."""
    outcome = after_reading_back(instruction.standing, terms=instruction.terms.digest, now=now)
    if outcome.state != AnswerState.WAITING:
        return outcome
    instruction.answer_after = now + _pause(error, instruction.answer_attempts)
    return Outcome(AnswerState.WAITING, error.words)


@transaction.atomic
def _unconfirmed(claimed: Sequence[Instruction], now: datetime) -> None:
    words = "The portal failed while the answer was being sent."
    for instruction in _still_sending(claimed):
        _settle(instruction, Outcome(AnswerState.UNCONFIRMED, words), now)


def _still_sending(claimed: Sequence[Instruction]) -> list[Instruction]:
    rows = Instruction.objects.select_for_update().filter(pk__in=[one.pk for one in claimed])
    return list(rows.filter(answer_state=AnswerState.SENDING).order_by("pk"))


def _settle(instruction: Instruction, outcome: Outcome, now: datetime) -> None:
    events.settle(instruction, outcome, rule=RULE, at=now)
    instruction.answer_batch = ""
    instruction.save()


def _pause(error: PicloError, attempts: int) -> timedelta:
    """How long to wait before the next try: what Piclo asks for, else longer each time, never beyond half a minute."""
    asked = error.retry_after if isinstance(error, Unavailable) else None
    return timedelta(seconds=min(asked or 2.0 ** min(attempts, 5), LONGEST_PAUSE_S))
