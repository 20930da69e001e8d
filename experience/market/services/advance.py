"""Hurrying a demonstration along: the next stage of a competition or an instruction, now."""

from datetime import datetime, timedelta

from django.db import transaction

from experience.market.errors import Refused
from experience.market.models import Competition, Dispatch, DispatchStatus
from experience.market.rules.dispatches import ended_at_half_hour, started_now
from experience.market.rules.stages import LONDON, Stage
from experience.market.rules.windows import weekday_name, window_on
from experience.market.services.decisions import confirm_competition, decide_by_merit
from experience.market.services.dispatches import locked, revise
from experience.market.services.events import note
from experience.market.services.judging import judge_competition

BOUNDARIES = ("qualification_open", "qualification_closed", "open", "closed")
PLANNED = ("confirm_due", "dispatch_due", "dispatch_respond_by")


@transaction.atomic
def advance_competition(competition_id: str, *, by: str, now: datetime) -> Competition:
    """Bring a competition's next boundary to this instant; all later instants come nearer by as much.

    After the close it is decided by merit where nobody has, and confirmed; after that the bot's instructions fall
    due; at last it is archived.
    """
    competition = (
        Competition.objects.select_for_update(of=("self",))
        .select_related("dps_record", "operator")
        .get(pk=competition_id)
    )
    before = competition.stage(now)
    if before == Stage.CONFIRMED:
        _after_confirmation(competition, now)
    elif before == Stage.CLOSED:
        _bring_forward(competition, competition.confirm_due, now)
        competition.save()
        decide_by_merit(competition, by=by, now=now)
        competition = confirm_competition(competition_id, by=by, now=now)
    elif before == Stage.ARCHIVED:
        raise Refused("The competition is archived: it has no further stage.")
    else:
        judge_competition(competition, now=now)
        boundary = min(getattr(competition, name) for name in BOUNDARIES if getattr(competition, name) > now)
        _bring_forward(competition, boundary, now)
        competition.save()
    words = f"{competition.reference}: {before} to {competition.stage(now)}"
    note("competition.advanced", competition.pk, words, by=by, now=now)
    return competition


def _after_confirmation(competition: Competition, now: datetime) -> None:
    if competition.run_by_bot and competition.dispatch_due and not competition.dispatched_at:
        _bring_forward(competition, competition.dispatch_due, now)
    else:
        competition.archive_on = now.astimezone(LONDON).date()
    competition.save()


def _bring_forward(competition: Competition, boundary: datetime | None, now: datetime) -> None:
    """Shift every instant from the boundary on, so that the boundary is now. One that has passed shifts nothing."""
    if boundary is None or boundary <= now:
        return
    shift = boundary - now
    for name in (*BOUNDARIES, *PLANNED):
        instant = getattr(competition, name)
        if instant is not None and instant >= boundary:
            setattr(competition, name, instant - shift)
    _bring_delivery_forward(competition, shift)


def _bring_delivery_forward(competition: Competition, shift: timedelta) -> None:
    """Delivery comes nearer too, as long as it stays within a service window."""
    start, end = competition.delivery_start, competition.delivery_end
    if start is None or end is None:
        return
    if in_a_window(competition, start - shift, end - shift):
        competition.delivery_start, competition.delivery_end = start - shift, end - shift


def in_a_window(competition: Competition, start: datetime, end: datetime) -> bool:
    """Whether a span lies within one of the competition's service windows on its local day."""
    day = start.astimezone(LONDON).date()
    for window in competition.service_windows.select_related("service_period"):
        period = window.service_period
        if period.start <= day <= period.end and weekday_name(day) in window.service_days:
            opens, closes = window_on(day, window.start, window.end)
            if opens <= start and end <= closes:
                return True
    return False


@transaction.atomic
def advance_dispatch(dispatch_id: str, *, by: str, now: datetime) -> Dispatch:
    """The next thing that time would do to an instruction, now.

    Waiting: it expires. Accepted: delivery starts. Running: it is delivered, the whole delivery moved so that it
    ended at the last half-hour boundary, as meter readings come.
    """
    dispatch = locked(dispatch_id)
    if dispatch.status == DispatchStatus.PENDING:
        dispatch.status = DispatchStatus.EXPIRED
        dispatch.respond_by = min(dispatch.respond_by, now)
        return revise(dispatch, "expired", by=by, now=now)
    if dispatch.status != DispatchStatus.ACCEPTED:
        raise Refused(f"The instruction is {dispatch.status}: it has no further stage.")
    if dispatch.start > now:
        dispatch.start, dispatch.end = started_now(dispatch.start, dispatch.end, now)
        return revise(dispatch, "started", by=by, now=now)
    dispatch.start, dispatch.end = ended_at_half_hour(dispatch.start, dispatch.end, now)
    dispatch.status = DispatchStatus.DELIVERED
    return revise(dispatch, "delivered", by=by, now=now)
