"""What dispatch puts on the desk: instructions to answer, and whatever keeps them from reaching us."""

from datetime import datetime

from django.urls import reverse

from dispatch.selectors.board import to_answer
from dispatch.selectors.health import Alarm, alarms_for
from dispatch.selectors.lines import Line, lines_of
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.core import formats
from portal.core.states import State, Tint
from portal.home.desk import DeskItem

MOST = 20
TITLES = {
    "webhooks": "Webhook calls not understood",
    "refusals": "Webhook calls refused",
    "lost": "Webhooks lost",
    "unconfirmed": "Answers unconfirmed",
}


def desk_items(member: Membership, now: datetime) -> list[DeskItem]:
    """One line for each instruction to answer, the soonest first, and one for each alarm."""
    waiting = [row for row in to_answer(member, now) if not row.standing.is_answered]
    lines = lines_of(waiting[:MOST], member, now)
    items = [_to_answer(line, member, now) for line in lines]
    if len(waiting) > MOST:
        items.append(_more(len(waiting) - MOST))
    return items + [_alarm(alarm) for alarm in alarms_for(member, now)]


def _to_answer(line: Line, member: Membership, now: datetime) -> DeskItem:
    row = line.instruction
    assert row is not None, "a line to answer is an instruction"  # noqa: S101
    when = formats.period(row.start_at, row.end_at, now)
    where = row.obligation.competition.name if row.obligation else "Obligation not read yet"
    can = member.can(Permission.DISPATCH_ANSWER)
    return DeskItem(
        key=f"instruction-{row.pk}",
        state=State("Answer", Tint.ACT),
        what=f"Instruction, {when}",
        where=where,
        ref=row.obligation_piclo_id or row.piclo_id,
        mw=row.capacity_mw,
        worth=line.worth,
        until=row.respond_by_at,
        mine=can,
        primary=can,
        url=row.get_absolute_url(),
        action="Answer" if can else "Open",
    )


def _more(count: int) -> DeskItem:
    return DeskItem(
        key="instructions-more",
        state=State("Answer", Tint.ACT),
        what=f"{formats.plural(count, 'more instruction')}",
        where="Dispatch board",
        url=reverse("dispatch:board"),
        action="Open",
    )


def _alarm(alarm: Alarm) -> DeskItem:
    return DeskItem(
        key=f"dispatch-{alarm.key}",
        state=State("Look", Tint(alarm.tint)),
        what=TITLES[alarm.key],
        where=alarm.words,
        url=alarm.url,
        action="Open",
        since=alarm.since,
    )
