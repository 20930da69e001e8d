"""What was asked for under past obligations, and how it was answered."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from experience.bot import BOT
from experience.market.models import Dispatch, DispatchStatus, FlexProvider, Obligation
from experience.market.rules.stages import LONDON
from experience.market.rules.timetables import needs_instruction
from experience.market.rules.windows import weekday_name
from experience.market.services.dispatches import Answer, issue_dispatch, respond, settle

CALLS_A_MONTH = 4
LENGTH = timedelta(minutes=90)
# Of a hundred instructions so many are rejected, and so many are left unanswered.
REJECTED, FORGOTTEN = 0.05, 0.04


def deliver(provider: FlexProvider, obligation: Obligation, *, until: datetime) -> int:
    """What was asked for under one obligation in its month and was over by `until`. Returns how many there were."""
    if not needs_instruction(obligation.competition.product_type):
        return 0
    dice = Random(f"calls/{obligation.competition.reference}/{obligation.service_window.name}")  # noqa: S311
    days = list(_service_days(obligation))
    wanted = sorted(dice.sample(days, min(CALLS_A_MONTH, len(days))))
    chosen = [day for day in wanted if _at(day, obligation.service_window.start) + LENGTH <= until]
    for day in chosen:
        _call(provider, obligation, day, dice)
    return len(chosen)


def _service_days(obligation: Obligation) -> Iterator[date]:
    day = obligation.start
    while day <= obligation.end:
        if weekday_name(day) in obligation.service_window.service_days:
            yield day
        day += timedelta(days=1)


def _call(provider: FlexProvider, obligation: Obligation, day: date, dice: Random) -> None:
    """Asked at ten in the morning with an hour to answer, for the first hour and a half of the window."""
    asked, due = _at(day, time(10)), _at(day, time(11))
    start = _at(day, obligation.service_window.start)
    dispatch = issue_dispatch(obligation, start=start, end=start + LENGTH, respond_by=due, by=BOT, now=asked)
    fate = dice.random()
    if fate < FORGOTTEN:
        settle(dispatch.pk, DispatchStatus.EXPIRED, by="clock", now=due)
        return
    reject = fate < FORGOTTEN + REJECTED
    answer = (
        Answer(dispatch.pk, "reject", "Two sites are down for maintenance.")
        if reject
        else _accepted(dispatch)
    )
    respond(provider, [answer], now=asked + timedelta(minutes=dice.randint(2, 50)))
    if not reject:
        settle(dispatch.pk, DispatchStatus.DELIVERED, by="clock", now=dispatch.end)


def _accepted(dispatch: Dispatch) -> Answer:
    return Answer(dispatch.pk, "accept")


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LONDON).astimezone(UTC)
