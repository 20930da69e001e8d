"""When a mock competition's stages come: once a day at fixed hours, or compressed into a quarter of an hour."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from experience.market.rules.stages import LONDON

QUARTER = timedelta(minutes=15)
# Products whose award is itself the instruction: nobody is dispatched.
AWARD_IS_INSTRUCTION = frozenset({"Scheduled Utilisation", "Peak Reduction"})


@dataclass(frozen=True)
class BotPlan:
    """What the operator bot does with a competition after it has closed, and when."""

    confirm_due: datetime
    dispatch_due: datetime | None = None
    dispatch_respond_by: datetime | None = None
    delivery_start: datetime | None = None
    delivery_end: datetime | None = None

    def columns(self) -> dict[str, Any]:
        return {**asdict(self), "run_by_bot": True}


@dataclass(frozen=True)
class Schedule:
    """The instants of a mock competition and the local window that it buys for."""

    qualification_open: datetime
    qualification_closed: datetime
    open: datetime
    closed: datetime
    plan: BotPlan
    service_day: date
    window_start: time
    window_end: time


def needs_instruction(product_type: str) -> bool:
    """Whether an award of this product waits for an instruction (operational) or is one itself (scheduled)."""
    return product_type not in AWARD_IS_INSTRUCTION


def daily_schedule(day: date) -> Schedule:
    """The competition whose bidding is on `day`, in London's hours.

    Qualification from 08:00 the day before to 08:00; bidding 08:30 to 17:00; confirmed at 18:00; instructed at 10:00
    the next day with an hour to answer; delivery from 17:00 to 18:00 within the window 17:00 to 19:00.
    """
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    return Schedule(
        qualification_open=_local(before, 8),
        qualification_closed=_local(day, 8),
        open=_local(day, 8, 30),
        closed=_local(day, 17),
        plan=BotPlan(
            confirm_due=_local(day, 18),
            dispatch_due=_local(after, 10),
            dispatch_respond_by=_local(after, 11),
            delivery_start=_local(after, 17),
            delivery_end=_local(after, 18),
        ),
        service_day=after,
        window_start=time(17),
        window_end=time(19),
    )


def compressed_schedule(begin: datetime) -> Schedule:
    """The competition that begins at a quarter of the hour and is over at the next.

    Minutes: 0 qualification opens, 2 it closes and bidding opens, 8 bidding closes, 9 confirmed, 9:30 instructed,
    11:30 the answer is due, 12 to 15 delivery, within a window of the whole quarter of an hour.
    """
    local = begin.astimezone(LONDON)

    def after(minutes: float) -> datetime:
        return begin + timedelta(minutes=minutes)

    return Schedule(
        qualification_open=begin,
        qualification_closed=after(2),
        open=after(2),
        closed=after(8),
        plan=BotPlan(
            confirm_due=after(9),
            dispatch_due=after(9.5),
            dispatch_respond_by=after(11.5),
            delivery_start=after(12),
            delivery_end=after(15),
        ),
        service_day=local.date(),
        window_start=local.time().replace(tzinfo=None),
        window_end=after(15).astimezone(LONDON).time().replace(tzinfo=None),
    )


def quarter_of(now: datetime) -> datetime:
    """The beginning of the current quarter of an hour, in UTC."""
    instant = now.astimezone(UTC)
    return instant - (instant - datetime.min.replace(tzinfo=UTC)) % QUARTER


def _local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)
