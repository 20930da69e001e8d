"""Reads about readings of Piclo: what the last one brought, and what one changed of our assets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse

from assets.rules.readings import ASSETS, PLANNED, change_shown, counted, verb_of
from assets.selectors.assets import Change, changes_of
from assets.selectors.planned import planned_changes_of
from portal.accounts.models import Membership
from portal.audit.models import Event
from portal.core.states import State
from portal.piclo.models import FeedState, RunState, SyncRun

FEEDS = (ASSETS, PLANNED)
# No worker takes it up: the page stops waiting.
GIVEN_UP_AFTER = timedelta(minutes=2)
OPENED_BY = {"assets.asset": "assets:asset-detail", "assets.plannedasset": "assets:planned-asset-detail"}


@dataclass(frozen=True)
class LastReading:
    """How the readings of a feed stand, for the head of a list; `words` say what the youngest brought.

    `is_asked` where somebody wants one that has not begun; `sound` is the youngest that went well, if it did not.
    """

    run: SyncRun | None
    is_asked: bool = False
    words: str = ""
    has_changes: bool = False
    sound: SyncRun | None = None

    @property
    def is_running(self) -> bool:
        return self.run is not None and self.run.state == RunState.RUNNING

    @property
    def has_failed(self) -> bool:
        return self.run is not None and self.run.state == RunState.FAILED

    @property
    def is_on_its_way(self) -> bool:
        """Whether there is soon more to tell."""
        return self.is_asked or self.is_running


@dataclass(frozen=True)
class Told:
    """One row of ours and what a reading changed of it, in words."""

    event: Event
    url: str
    state: State
    changes: tuple[Change, ...]


def readings_of(member: Membership) -> QuerySet[SyncRun]:
    """The readings of the member's portfolio."""
    return SyncRun.objects.visible_to(member).filter(feed__in=FEEDS)


def last_reading(member: Membership, feed: str, now: datetime) -> LastReading | None:
    """How the readings of a feed stand; nothing where the organisation has no connection."""
    state = FeedState.objects.visible_to(member).filter(feed=feed).first()
    if state is None:
        return None
    runs = SyncRun.objects.filter(connection_id=state.connection_id, feed=feed).order_by("-started_at", "-pk")
    run = runs.first()
    is_asked = _is_waited_for(state, run, now)
    if run is None:
        return LastReading(None, is_asked)
    sound = runs.filter(state=RunState.DONE).first() if run.state == RunState.FAILED else None
    changes = _counts(run) if run.changed or run.gone else {}
    return LastReading(run, is_asked, counted(run.created, changes), bool(changes), sound)


def changes_in(run: SyncRun) -> QuerySet[Event]:
    """What a reading changed, an event for each of our rows."""
    return Event.objects.caused_by(run).order_by("subject_label", "pk")


def told_of(events: Iterable[Event]) -> Iterator[Told]:
    """Events of a reading as the page words them."""
    for event in events:
        is_planned = event.subject_type == "assets.plannedasset"
        changes = planned_changes_of(event) if is_planned else changes_of(event)
        url = reverse(OPENED_BY[event.subject_type], args=[event.subject_id])
        yield Told(event, url, change_shown(event.kind), tuple(changes))


def _is_waited_for(state: FeedState, run: SyncRun | None, now: datetime) -> bool:
    """Whether a person asked for a reading lately and none has begun since."""
    lately = state.asked_at is not None and now - state.asked_at < GIVEN_UP_AFTER
    return lately and (run is None or (state.asked_at or now) > run.started_at)


def _counts(run: SyncRun) -> dict[str, int]:
    kinds = changes_in(run).order_by().values_list("kind").annotate(count=Count("pk"))
    return {verb_of(kind): count for kind, count in kinds}
