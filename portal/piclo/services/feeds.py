"""Reading a feed now, and choosing how often it is read."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.audit.services import record_event
from portal.core.doorbell import ring
from portal.core.people import Acting
from portal.piclo.environments import Environment
from portal.piclo.models import FeedState, RunState, SyncRun, Trigger
from portal.piclo.pacing import known_feeds, shortest_interval
from portal.piclo.tasks import ring_due_feeds


class IntervalTooShort(Exception):
    """The market itself may not be asked as often as that; `shortest` is in seconds."""

    def __init__(self, shortest: int) -> None:
        super().__init__(f"Piclo may be asked for this every {shortest} seconds at the most.")
        self.shortest = shortest


class ReadTooSoon(Exception):
    """The feed was read so lately that asking again would go against Piclo's advice; `again_at` says when it may."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("This was read so lately that Piclo may not be asked again yet.")
        self.again_at = again_at


class AlreadyBeingRead(Exception):
    """The feed is being read just now."""

    def __init__(self) -> None:
        super().__init__("This is being read from Piclo already.")


def run_feed_now(*, feed: FeedState, by: Acting, now: datetime) -> None:
    """Have a feed read as soon as a worker is free.

    Raises AlreadyBeingRead while it is, and ReadTooSoon on the market itself within the feed's floor.
    """
    with transaction.atomic():
        locked = FeedState.objects.select_for_update(of=("self",)).select_related("connection__organisation")
        state = locked.get(pk=feed.pk)
        _refuse_twice(state)
        _refuse_too_soon(state, now)
        state.due_at, state.next_trigger, state.asked_at = now, Trigger.PERSON, now
        state.save(update_fields=["due_at", "next_trigger", "asked_at"])
        record_event(
            kind="feed.run-asked",
            organisation_id=state.connection.organisation_id,
            actor_id=by.user_id,
            subject=state,
            at=now,
        )
        ring(ring_due_feeds)


def change_interval(*, feed: FeedState, interval_s: int, by: Acting, now: datetime) -> FeedState:
    """Read a feed every `interval_s` seconds from now on. Raises IntervalTooShort below the environment's floor."""
    with transaction.atomic():
        locked = FeedState.objects.select_for_update(of=("self",)).select_related("connection__organisation")
        state = locked.get(pk=feed.pk)
        shortest = shortest_interval(known_feeds()[state.feed], state.connection.environment)
        if interval_s < shortest:
            raise IntervalTooShort(shortest)
        before, state.interval_s = state.interval_s, interval_s
        state.due_at = min(state.due_at, now + state.interval)
        state.save(update_fields=["interval_s", "due_at"])
        record_event(
            kind="feed.interval-changed",
            organisation_id=state.connection.organisation_id,
            actor_id=by.user_id,
            subject=state,
            at=now,
            before={"interval_s": before},
            after={"interval_s": interval_s},
        )
    return state


def _refuse_twice(state: FeedState) -> None:
    """A run whose worker died counts too: the feed is rung every minute, and who begins anew closes it off."""
    running = SyncRun.objects.filter(connection_id=state.connection_id, feed=state.feed)
    if running.filter(state=RunState.RUNNING).exists():
        raise AlreadyBeingRead


def _refuse_too_soon(state: FeedState, now: datetime) -> None:
    if state.connection.environment != Environment.PRODUCTION:
        return
    last = (
        SyncRun.objects.filter(connection_id=state.connection_id, feed=state.feed)
        .order_by("-started_at")
        .first()
    )
    floor = timedelta(seconds=known_feeds()[state.feed].floor)
    if last and now < last.started_at + floor:
        raise ReadTooSoon(last.started_at + floor)
