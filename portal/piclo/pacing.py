"""How often feeds are read: the defaults and the floors of each environment, and ringing those that are due."""

import random
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction

from portal.piclo.environments import Environment
from portal.piclo.models import Connection, FeedState, Trigger
from portal.schedule import Feed

# Several portals do not ask in step. Only ever later, so that no floor is undercut.
JITTER = 0.05
RING_AGAIN = timedelta(minutes=1)
AT_ONCE = 100


def known_feeds() -> dict[str, Feed]:
    """The feeds by name."""
    return settings.PICLO_FEEDS


def default_interval(feed: Feed, environment: str) -> int:
    """Seconds between two reads where nobody chose otherwise."""
    return feed.production if environment == Environment.PRODUCTION else feed.experience


def shortest_interval(feed: Feed, environment: str) -> int:
    """Seconds below which nobody may choose: Piclo's advice on the market itself, one second on the practice market."""
    return feed.floor if environment == Environment.PRODUCTION else 1


def ensure_feeds() -> None:
    """Every connection has a rhythm for every feed; a new feed or connection starts at once."""
    present = set(FeedState.objects.values_list("connection_id", "feed"))
    connections = Connection.objects.values_list("pk", "organisation__environment")
    missing = [
        FeedState(connection_id=pk, feed=name, interval_s=default_interval(feed, environment))
        for pk, environment in connections
        for name, feed in known_feeds().items()
        if (pk, name) not in present
    ]
    FeedState.objects.bulk_create(missing, ignore_conflicts=True)


@transaction.atomic
def ring_due(now: datetime) -> int:
    """Set off every feed that is due; how many there were. Rows that another runner holds are its business.

    The run itself sets when the feed is due next. Until then it is rung again every minute, so that a lost message or
    a killed worker costs a minute and not an interval.
    """
    due = FeedState.objects.select_for_update(skip_locked=True).filter(
        due_at__lte=now, feed__in=known_feeds()
    )
    states = list(due.order_by("due_at")[:AT_ONCE])
    for state in states:
        transaction.on_commit(partial(ring, state.connection_id, state.feed, state.next_trigger))
        state.due_at = now + min(jittered(state.interval), RING_AGAIN)
        state.next_trigger = Trigger.SCHEDULE
    FeedState.objects.bulk_update(states, ["due_at", "next_trigger"])
    return len(states)


def jittered(interval: timedelta) -> timedelta:
    """`interval` and up to a twentieth more."""
    return interval * (1 + random.uniform(0, JITTER))  # noqa: S311 - spreads load, guards nothing


def ring(connection_id: int, feed: str, trigger: str) -> None:
    """Have the feed's task run; a message that nobody takes before the feed is rung again is dropped."""
    task = current_app.signature(
        known_feeds()[feed].task, kwargs={"connection_id": connection_id, "trigger": trigger}
    )
    task.apply_async(expires=RING_AGAIN.total_seconds())
