"""Reads about planned assets for pages: what happened to one, what a competition has of them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.dateparse import parse_duration

from assets.models import PlannedAsset
from assets.rules.planned_fields import COLUMNS, capacity_type_label
from assets.selectors.assets import LONGEST_TIMELINE, MOST_ON_DESK, TOO_LONG, Change, Happening
from portal.accounts.models import Membership
from portal.audit.models import Event
from portal.core.formats import duration

FIELDS: dict[str, Any] = {field.attname: field for field in PlannedAsset._meta.concrete_fields}


def planned_by_piclo_id(member: Membership, piclo_ids: Iterable[str]) -> dict[str, PlannedAsset]:
    """The member's planned assets that Piclo names by these ids; those not read from there yet are left out."""
    wanted = [piclo_id for piclo_id in piclo_ids if piclo_id]
    if not wanted:
        return {}
    found = PlannedAsset.objects.visible_to(member).filter(piclo_id__in=wanted).defer("raw")
    return {planned.piclo_id: planned for planned in found.order_by("name", "pk")}


def planned_timeline_of(planned: PlannedAsset) -> list[Happening]:
    """What was decided about a planned asset, newest first."""
    events = Event.objects.about(planned).select_related("actor")[:LONGEST_TIMELINE]
    return [Happening(event, tuple(planned_changes_of(event))) for event in events]


def planned_needing_somebody(member: Membership, now: datetime) -> list[PlannedAsset]:
    """Refused or gone at Piclo, or waiting too long to be sent; the longest first."""
    stuck = PlannedAsset.objects.visible_to(member).stuck(now - TOO_LONG)
    return list(stuck.order_by("modified_at", "pk")[:MOST_ON_DESK])


def planned_changes_of(event: Event) -> Iterable[Change]:
    """Fields that an edit or Piclo changed; a creation needs no list of all of them."""
    if event.kind == "planned-asset.created":
        return
    for column in COLUMNS:
        if column in event.after and event.before.get(column) != event.after[column]:
            label = str(FIELDS[column].verbose_name)
            before, after = _said(column, event.before.get(column)), _said(column, event.after[column])
            yield Change(label[:1].upper() + label[1:], before, after)


def _said(column: str, kept: Any) -> str:
    """A value as an event keeps it, in the words of the page."""
    if kept in (None, ""):
        return "nothing"
    if isinstance(FIELDS[column], models.DurationField):
        return duration(parse_duration(kept))
    if isinstance(FIELDS[column], models.DecimalField):
        return f"{Decimal(kept).normalize():f}"
    return capacity_type_label(kept) if column == "capacity_type" else str(kept)
