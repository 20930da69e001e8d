"""Reads about assets for pages: what happened to one, what needs somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_duration

from assets.models import Asset, PushState
from assets.models.pushed import Pushed
from assets.rules.cells import CHOICES
from assets.rules.fields import CAPACITIES, COLUMNS
from assets.rules.kinds import in_words
from portal.accounts.models import Membership
from portal.audit.models import Event
from portal.core.formats import duration, plural

# An asset that waits longer than this needs somebody to look why.
TOO_LONG = timedelta(minutes=10)
LONGEST_TIMELINE = 50
MOST_ON_DESK = 20
MOST_UNSENT = 1_000
DURATIONS = ("response_time", "min_runtime", "max_runtime", "recovery_time")


@dataclass(frozen=True)
class Change:
    """One field before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Happening:
    """An event of an asset with the fields that it changed."""

    event: Event
    changes: tuple[Change, ...]


def timeline_of(asset: Asset) -> list[Happening]:
    """What was decided about an asset, newest first."""
    events = Event.objects.about(asset).select_related("actor")[:LONGEST_TIMELINE]
    return [Happening(event, tuple(changes_of(event))) for event in events]


def last_change(asset: Pushed) -> tuple[str, datetime]:
    """Who changed a row last, and when: a person of ours, else Piclo through the sync."""
    last = Event.objects.about(asset).exclude(actor=None).select_related("actor").first()
    if last is None or asset.modified_at - last.at > timedelta(seconds=5):
        return "Piclo", asset.modified_at
    return str(last.actor), last.at


def assets_needing_somebody(member: Membership, now: datetime) -> list[Asset]:
    """Refused or gone at Piclo, or waiting too long to be sent; the longest first."""
    stuck = Q(push_state__in=[PushState.WAITING, PushState.UNCONFIRMED], push_asked_at__lt=now - TOO_LONG)
    needing = Q(push_state__in=[PushState.REFUSED, PushState.GONE]) | stuck
    live = Asset.objects.visible_to(member).live()
    return list(live.filter(needing).order_by("modified_at", "pk")[:MOST_ON_DESK])


def unsent_in_words(member: Membership) -> str:
    """How many assets hold something that nobody has asked to send, "31 assets"; nothing where there are none."""
    count = Asset.objects.visible_to(member).unsent().values("pk")[: MOST_UNSENT + 1].count()
    if count > MOST_UNSENT:
        return f"more than {plural(MOST_UNSENT, 'asset')}"
    return plural(count, "asset") if count else ""


def changes_of(event: Event) -> Iterable[Change]:
    """Fields of the asset itself; a creation needs no list of all of them."""
    if event.kind == "asset.created":
        return
    for column in COLUMNS:
        if column in event.after and event.before.get(column) != event.after[column]:
            yield Change(
                label_of(column), _said(column, event.before.get(column)), _said(column, event.after[column])
            )


LABELS = {field.name: str(field.verbose_name) for field in Asset._meta.concrete_fields}


def _said(column: str, kept: Any) -> str:
    """A value as an event keeps it, in the words of the page."""
    if kept in (None, ""):
        return "nothing"
    if column in DURATIONS:
        return duration(parse_duration(kept))
    if column in CAPACITIES or column == "voltage_level_kv":
        return f"{Decimal(kept).normalize():f}"
    if column in CHOICES:
        return CHOICES[column].get(kept) or in_words(kept)
    return str(kept)


def label_of(column: str) -> str:
    """A column in words, with its unit."""
    return LABELS[column][:1].upper() + LABELS[column][1:]
