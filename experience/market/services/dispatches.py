"""Instructions: issuing, changing and stopping them, answering them, and what the clock does to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from experience.market.errors import Refused
from experience.market.models import Dispatch, DispatchStatus, FlexProvider, Obligation
from experience.market.rules.directions import direction_wanted
from experience.market.rules.dispatches import judge_answer
from experience.market.rules.text import mw_text
from experience.market.services.events import note
from experience.market.services.webhooks import announce

LIVE = (DispatchStatus.PENDING, DispatchStatus.ACCEPTED)


@dataclass(frozen=True)
class Answer:
    """A provider's answer to one instruction: `accept` or `reject`."""

    dispatch_id: str
    response: str
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one answer; `error` says why it was refused."""

    dispatch_id: str
    status: str
    error: str | None


@transaction.atomic
def issue_dispatch(
    obligation: Obligation,
    *,
    start: datetime,
    end: datetime,
    respond_by: datetime,
    capacity: Decimal | None = None,
    by: str,
    now: datetime,
) -> Dispatch:
    """Instruct a provider under an obligation, for its whole capacity (MW) unless less is said."""
    asked = obligation.capacity if capacity is None else capacity
    _refuse_impossible(obligation, start, end, asked)
    if respond_by <= now:
        raise Refused({"respond_by": ["Must be in the future."]})
    dispatch = Dispatch.objects.create(
        provider=obligation.provider,
        obligation=obligation,
        start=start,
        end=end,
        capacity=asked,
        direction=direction_wanted(obligation.competition.need_direction),
        respond_by=respond_by,
        asset_ids=obligation.asset_ids,
        created=now,
        modified=now,
    )
    announce(dispatch, "dispatch.created", now=now)
    _note("issued", dispatch, by, now)
    return dispatch


@transaction.atomic
def change_dispatch(
    dispatch_id: str,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    capacity: Decimal | None = None,
    respond_by: datetime | None = None,
    by: str,
    now: datetime,
) -> Dispatch:
    """Change an instruction that is waiting or accepted. What is left out stays."""
    dispatch = locked(dispatch_id)
    if dispatch.status not in LIVE:
        raise Refused(f"The instruction is already {dispatch.status}.")
    dispatch.start, dispatch.end = start or dispatch.start, end or dispatch.end
    dispatch.capacity = dispatch.capacity if capacity is None else capacity
    dispatch.respond_by = respond_by or dispatch.respond_by
    _refuse_impossible(dispatch.obligation, dispatch.start, dispatch.end, dispatch.capacity)
    return revise(dispatch, "changed", by=by, now=now)


@transaction.atomic
def stop_dispatch(dispatch_id: str, *, by: str, now: datetime) -> Dispatch:
    """Tell a provider to stop, or not to begin."""
    dispatch = locked(dispatch_id)
    if dispatch.status not in LIVE:
        raise Refused(f"The instruction is already {dispatch.status}.")
    dispatch.status, dispatch.stopped_at = DispatchStatus.STOPPED, now
    return revise(dispatch, "stopped", event="dispatch.stopped", by=by, now=now)


@transaction.atomic
def respond(provider: FlexProvider, answers: Iterable[Answer], *, now: datetime) -> list[Outcome]:
    """Take a provider's answers, each on its own: a late or contrary one is refused without touching the others."""
    wanted = list(answers)
    rows = Dispatch.objects.select_for_update(of=("self",)).filter(
        provider=provider, pk__in=[answer.dispatch_id for answer in wanted]
    )
    found = {row.pk: row for row in rows.select_related("provider").order_by("pk")}
    return [_answer(found.get(answer.dispatch_id), answer, now) for answer in wanted]


def _answer(dispatch: Dispatch | None, answer: Answer, now: datetime) -> Outcome:
    if dispatch is None:
        return Outcome(answer.dispatch_id, "", "Not found.")
    outcome = judge_answer(dispatch.status, dispatch.respond_by, answer.response, now)
    if outcome.status != dispatch.status:
        dispatch.status = outcome.status
        if outcome.error is None:
            dispatch.answered_at, dispatch.answer_reason = now, answer.reason
        keep_revision(dispatch, now)
        _note(outcome.status, dispatch, dispatch.provider.name, now)
    return Outcome(dispatch.pk, dispatch.status, outcome.error)


def expire_dispatches(*, now: datetime) -> int:
    """Lapse what was not answered in time. Returns how many."""
    late = Dispatch.objects.filter(status=DispatchStatus.PENDING, respond_by__lte=now)
    return sum(
        settle(pk, DispatchStatus.EXPIRED, by="clock", now=now) for pk in late.values_list("pk", flat=True)
    )


def complete_dispatches(*, now: datetime) -> int:
    """Mark accepted instructions whose end has passed as delivered. Returns how many."""
    over = Dispatch.objects.filter(status=DispatchStatus.ACCEPTED, end__lte=now)
    return sum(
        settle(pk, DispatchStatus.DELIVERED, by="clock", now=now) for pk in over.values_list("pk", flat=True)
    )


@transaction.atomic
def settle(dispatch_id: str, status: DispatchStatus, *, by: str, now: datetime) -> bool:
    """Expire or complete one instruction, if it still stands where the clock saw it."""
    dispatch = locked(dispatch_id)
    expected = DispatchStatus.PENDING if status == DispatchStatus.EXPIRED else DispatchStatus.ACCEPTED
    if dispatch.status != expected:
        return False
    dispatch.status = status
    revise(dispatch, status, by=by, now=now)
    return True


def locked(dispatch_id: str) -> Dispatch:
    """The instruction, locked until the transaction ends."""
    rows = Dispatch.objects.select_for_update(of=("self",)).select_related(
        "obligation__competition", "provider"
    )
    return rows.get(pk=dispatch_id)


def revise(
    dispatch: Dispatch, verb: str, *, event: str = "dispatch.changed", by: str, now: datetime
) -> Dispatch:
    """Keep a changed instruction as its next version and tell the provider."""
    keep_revision(dispatch, now)
    announce(dispatch, event, now=now)
    _note(verb, dispatch, by, now)
    return dispatch


def keep_revision(dispatch: Dispatch, now: datetime) -> None:
    dispatch.version += 1
    dispatch.modified = now
    dispatch.save()


def _refuse_impossible(obligation: Obligation, start: datetime, end: datetime, capacity: Decimal) -> None:
    if end <= start:
        raise Refused({"end": ["Must be after start."]})
    if not 0 < capacity <= obligation.capacity:
        top = mw_text(obligation.capacity)
        raise Refused({"capacity": [f"Must be greater than zero and at most the obligation's {top} MW."]})


def _note(verb: str, dispatch: Dispatch, by: str, now: datetime) -> None:
    words = f"{dispatch.provider}: {mw_text(dispatch.capacity)} MW {dispatch.direction}, {dispatch.start:%d %b %H:%M}"
    note(f"dispatch.{verb}", dispatch.pk, f"{words} to {dispatch.end:%H:%M} UTC", by=by, now=now)
