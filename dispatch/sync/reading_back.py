"""Answers of which nobody knows whether they arrived: settled by reading the instruction at Piclo."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dispatch import events
from dispatch.models import AnswerState, Instruction
from dispatch.rules.answers import Outcome, after_reading_back
from dispatch.sync.instructions import Source, apply_dispatch
from dispatch.sync.mapping import Nonsense
from portal.piclo.client import PicloClient
from portal.piclo.connect import client_for
from portal.piclo.errors import Malformed, NotFound, PicloError
from portal.piclo.locks import held_lock
from portal.piclo.models import Connection

log = logging.getLogger(__name__)
UNKNOWN_THERE = "Piclo does not know this instruction."


def disown_dead_senders() -> int:
    """Answers whose sender died while sending: unconfirmed from now on. A living sender holds its batch's lock."""
    sending = Instruction.objects.filter(answer_state=AnswerState.SENDING)
    batches = sending.values_list("answer_batch", flat=True).distinct()
    return sum(_disown(batch) for batch in batches)


def _disown(batch: str) -> int:
    with held_lock(batch) as is_free:
        if not is_free:
            return 0
        orphans = Instruction.objects.filter(answer_state=AnswerState.SENDING, answer_batch=batch)
        words = "The answer was being sent when the worker stopped."
        return orphans.update(answer_state=AnswerState.UNCONFIRMED, answer_words=words)


def settle_unconfirmed(organisation_id: int) -> bool:
    """Read back every unconfirmed answer; whether any must be sent again. Stops where Piclo cannot be heard."""
    waiting = Instruction.objects.filter(
        organisation_id=organisation_id, answer_state=AnswerState.UNCONFIRMED
    )
    instructions = list(waiting.order_by("respond_by_at", "pk")[:100])
    connection = Connection.objects.filter(organisation_id=organisation_id).first()
    if connection is None or not instructions:
        return False
    client, again = client_for(connection), False
    for instruction in instructions:
        try:
            again |= _read_back(client, instruction)
        except PicloError as error:
            log.warning("Answers of organisation %s cannot be read back: %s", organisation_id, error)
            break
    return again


def _read_back(client: PicloClient, instruction: Instruction) -> bool:
    """Ask Piclo for one instruction and settle its answer; whether it is to be sent again."""
    try:
        received = client.get_dispatch(instruction.piclo_id)
        apply_dispatch(instruction.organisation_id, received, source=Source.READ_BACK, now=timezone.now())
    except NotFound:
        return _settle(instruction.pk, timezone.now(), Outcome(AnswerState.REFUSED, UNKNOWN_THERE))
    except (Nonsense, Malformed) as error:
        log.warning("Instruction %s read back makes no sense: %s", instruction.piclo_id, error)
        return False
    return _settle(instruction.pk, timezone.now())


@transaction.atomic
def _settle(pk: int, now: datetime, outcome: Outcome | None = None) -> bool:
    """Settle an answer that is still unconfirmed by the row as Piclo's word left it."""
    instruction = Instruction.objects.select_for_update().get(pk=pk)
    if instruction.answer_state != AnswerState.UNCONFIRMED:
        return False
    outcome = outcome or after_reading_back(instruction.standing, terms=instruction.terms.digest, now=now)
    events.settle(instruction, outcome, rule=Source.READ_BACK, at=now)
    instruction.answer_after = None
    instruction.save(update_fields=["answer_state", "answer_words", "answer_after", "modified_at"])
    return outcome.state == AnswerState.WAITING
