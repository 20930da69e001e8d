"""One word of Piclo's on one instruction, from whatever door it came, put into our row once and in order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction

from bidding.models import Obligation
from dispatch import events
from dispatch.models import AnswerState, Instruction, InstructionStatus
from dispatch.rules.answers import Outcome, after_version
from dispatch.rules.terms import Content, changes
from dispatch.rules.versions import Verdict, judge
from dispatch.sync.mapping import columns_of, content_of, standing_content, version_of
from portal.piclo.wire import Dispatch, Received

# A taken answer that Piclo still shows as pending after this long may have been lost there.
FORGOTTEN_AFTER = timedelta(minutes=2)
FORGOTTEN = "Piclo took this answer, and yet shows the instruction as waiting for one."


class Source(StrEnum):
    """The door by which a word of Piclo's came."""

    WEBHOOK = "webhook"
    POLL = "polling"
    READ_BACK = "reading back"


@dataclass(frozen=True, slots=True)
class Applied:
    """What a received version did, and the row it is about (as it stands afterwards)."""

    verdict: Verdict
    instruction: Instruction


@transaction.atomic
def apply_dispatch(
    organisation_id: int, received: Received[Dispatch], *, source: Source, now: datetime
) -> Applied:
    """Take a version of an instruction in: the newest wins, whatever the order and number of arrivals.

    Raises mapping.Nonsense for a record that cannot be true. Locks the row; safe to run twice at once.
    """
    content = content_of(received.value)
    rows = Instruction.objects.select_for_update().filter(organisation_id=organisation_id)
    standing = rows.filter(piclo_id=received.value.id).first()
    if standing is None:
        created = _create(organisation_id, received, content, source=source, now=now)
        if created:
            return Applied(Verdict.NEW, created)
        standing = rows.get(piclo_id=received.value.id)
    received_version = version_of(received.value, content)
    verdict = judge(standing.version, received_version, read_back=source != Source.WEBHOOK)
    if verdict == Verdict.NEWER:
        _renew(standing, received, content, source=source, now=now)
    elif verdict == Verdict.SAME and is_forgotten(standing, content.status, now, source=source):
        _doubt(standing, content.status, source=source, now=now)
    return Applied(verdict, standing)


def is_forgotten(standing: Instruction, status: str, now: datetime, *, source: Source) -> bool:
    """Whether Piclo, just read, has an instruction as pending although it took our answer a while ago."""
    if source == Source.WEBHOOK or standing.answer_sent_at is None:
        return False
    taken = standing.answer_state == AnswerState.TAKEN and status == InstructionStatus.PENDING
    return taken and now - standing.answer_sent_at > FORGOTTEN_AFTER


def _create(
    organisation_id: int, received: Received[Dispatch], content: Content, *, source: Source, now: datetime
) -> Instruction | None:
    """A new row with its event; None where another worker was faster."""
    try:
        with transaction.atomic():
            instruction = Instruction.objects.create(
                organisation_id=organisation_id,
                piclo_id=received.value.id,
                obligation_id=_obligation_id(organisation_id, content.obligation_id),
                **columns_of(received, content),
            )
    except IntegrityError:
        return None
    after = {"version": instruction.piclo_version, **content.shown()}
    events.record("instruction.received", instruction, at=now, rule=source, after=after)
    return instruction


def _renew(
    standing: Instruction, received: Received[Dispatch], content: Content, *, source: Source, now: datetime
) -> None:
    """The newer version's columns, the event with what differs, and what it means for our answer."""
    version, was = standing.piclo_version, standing_content(standing)
    outcome = after_version(standing.standing, status=content.status, terms=content.terms.digest)
    for name, value in columns_of(received, content).items():
        setattr(standing, name, value)
    standing.obligation_id = _obligation_id(standing.organisation_id, content.obligation_id)
    before, after = changes(
        {"version": version, **was.shown()}, {"version": standing.piclo_version, **content.shown()}
    )
    kind = _event_kind(was.status, content.status)
    events.record(kind, standing, at=now, rule=source, before=before, after=after)
    if outcome:
        events.settle(standing, outcome, rule=source, at=now)
    standing.save()


def _doubt(instruction: Instruction, status: str, *, source: Source, now: datetime) -> None:
    instruction.status = status
    events.settle(instruction, Outcome(AnswerState.UNCONFIRMED, FORGOTTEN), rule=source, at=now)
    instruction.save(update_fields=["answer_state", "answer_words", "status", "modified_at"])


def _event_kind(before: str, after: str) -> str:
    kinds = {"stopped": "instruction.stopped", "expired": "instruction.expired"}
    return kinds.get(after, "instruction.changed") if after != before else "instruction.changed"


def _obligation_id(organisation_id: int, piclo_id: str) -> int | None:
    rows = Obligation.objects.filter(organisation_id=organisation_id, piclo_id=piclo_id)
    return rows.values_list("pk", flat=True).first() if piclo_id else None
