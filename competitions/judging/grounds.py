"""Making areas ready for judging: joined, projected and boxed once, when a boundary is new or another."""

from collections.abc import Collection
from typing import Any

import shapely
from django.db.models import F, Q

from competitions.models import Competition, Ground
from competitions.rules.geometry import Area
from portal.core.among import among

REMADE = [field.name for field in Ground._meta.concrete_fields if not field.primary_key]
PART = 500


def prepare_grounds(competition_ids: Collection[int]) -> None:
    """Have every competition's ground be that of its boundary and buffer as they stand."""
    stale = Q(ground=None) | ~Q(ground__seen_modified_at=F("modified_at"))
    due = Competition.objects.filter(stale, pk__in=among(competition_ids)).only(
        "pk", "modified_at", "boundary", "area_buffer_km"
    )
    for competitions in in_parts(list(due.values_list("pk", flat=True))):
        Ground.objects.bulk_create(
            [
                Ground(competition=one, seen_modified_at=one.modified_at, **values_of(one))
                for one in due.filter(pk__in=competitions)
            ],
            update_conflicts=True,
            unique_fields=["competition"],
            update_fields=REMADE,
        )


def in_parts(keys: list[int]) -> list[list[int]]:
    """Some at a time, so that no more than these areas are held at once."""
    return [keys[start : start + PART] for start in range(0, len(keys), PART)]


def values_of(competition: Competition) -> dict[str, Any]:
    """The ground of a boundary; one that draws nothing has its postcodes alone."""
    area = competition.area
    drawn = {} if area is None else drawn_values(area)
    return {"postcodes": [str(entry) for entry in competition.postcodes], **drawn}


def drawn_values(area: Area) -> dict[str, Any]:
    """What is kept of a drawn area."""
    west, south, east, north = area.box
    return {
        "shape": shapely.to_wkb(area.shape),
        "metres": shapely.to_wkb(area.ground),
        "surely": shapely.to_wkb(area.surely),
        "perhaps": shapely.to_wkb(area.perhaps),
        "longitude": area.projection.longitude,
        "latitude": area.projection.latitude,
        "reach_m": area.reach_m,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
    }
