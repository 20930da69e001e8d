"""Reads about runs: how fast, how long still, what Piclo would not take."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from assets.models import Asset, PushPace, PushRun, PushRunState, PushState
from assets.models.pushed import ON_ITS_WAY
from assets.rules.pushing import per_minute, time_left
from portal.accounts.models import Membership
from portal.core.formats import local, plural

# The speed is that of the last minutes.
LATELY = timedelta(minutes=3)
MOST_SHOWN = 10
# A run that has just ended is still told of.
SHORTLY = timedelta(minutes=10)


@dataclass(frozen=True)
class Progress:
    """How a run is going. `speed` is assets a minute; `waits` says why nothing moves just now."""

    run: PushRun
    speed: float
    time_left: timedelta | None
    waits: PushPace | None

    @property
    def goes_on(self) -> bool:
        """Whether it needs nobody: it is not paused and not over."""
        return self.run.state == PushRunState.RUNNING

    @property
    def until(self) -> str:
        """The local time, to the second, until which Piclo is let be."""
        return local(self.waits.waits_until).strftime("%H:%M:%S") if self.waits else ""

    @property
    def words(self) -> str:
        """How far it is."""
        return f"{self.run.settled:,} of {plural(self.run.total, 'asset')}"


@dataclass(frozen=True)
class RefusedAlike:
    """Assets of a run that Piclo refused in the same words; the first few of them."""

    words: str
    count: int
    assets: list[Asset]


def run_to_tell(member: Membership, now: datetime) -> PushRun | None:
    """The run that the head of the list tells of: the youngest, while it is going and shortly after its end."""
    recent = Q(ended_at=None) | Q(ended_at__gte=now - SHORTLY)
    return PushRun.objects.visible_to(member).filter(recent).order_by("-asked_at").first()


def progress_of(run: PushRun, now: datetime) -> Progress:
    """How a run is going at `now`."""
    if run.state != PushRunState.RUNNING:
        return Progress(run, 0.0, None, None)
    since = max(run.going_since, now - LATELY)
    lately = run.assets.filter(modified_at__gte=since).exclude(push_state__in=ON_ITS_WAY)
    speed = per_minute(lately.count(), now - since)
    waits = PushPace.objects.filter(organisation_id=run.organisation_id, waits_until__gt=now).first()
    return Progress(run, speed, time_left(run.left, speed), waits)


def refused_alike(run: PushRun) -> list[RefusedAlike]:
    """What Piclo still refuses of a run, by its words, the most frequent first."""
    refused = run.assets.filter(push_state=PushState.REFUSED)
    words = refused.values_list("push_words").annotate(count=Count("pk")).order_by("-count", "push_words")
    return [
        RefusedAlike(said, count, list(refused.filter(push_words=said).order_by("name")[:MOST_SHOWN]))
        for said, count in words[:MOST_SHOWN]
    ]
