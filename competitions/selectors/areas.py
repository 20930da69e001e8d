"""Areas of competitions, read once a change and kept at hand by the process: drawing thousands costs seconds anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from competitions.models import Competition
from competitions.rules.geometry import Area
from competitions.rules.mapping import Box
from portal.accounts.models import Membership

MOST_KEPT = 20_000


@dataclass(frozen=True)
class DrawnArea:
    """A competition that can still be joined, with its area."""

    competition: Competition
    area: Area
    box: Box


class Shelf:
    """Areas by competition, each as of the competition's last change."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[datetime, Area | None]] = {}

    def areas_of(self, competitions: Sequence[Competition]) -> list[Area | None]:
        """The areas of competitions that were read without their boundary; one query for those not at hand."""
        wanted = [one.pk for one in competitions if not self._has(one)]
        if wanted:
            self._read(wanted)
        return [self._kept[one.pk][1] if one.pk in self._kept else None for one in competitions]

    def _has(self, competition: Competition) -> bool:
        kept = self._kept.get(competition.pk)
        return kept is not None and kept[0] == competition.modified_at

    def _read(self, ids: Sequence[int]) -> None:
        if len(self._kept) + len(ids) > MOST_KEPT:
            self._kept.clear()
        columns = ("pk", "modified_at", "boundary", "area_buffer_km")
        for one in Competition.objects.filter(pk__in=ids).only(*columns).iterator(chunk_size=500):
            self._kept[one.pk] = (one.modified_at, one.area)


SHELF = Shelf()


def area_of(competition: Competition) -> Area | None:
    """The area of one competition."""
    return SHELF.areas_of([competition])[0]


def drawn_areas(member: Membership, now: datetime) -> list[DrawnArea]:
    """The drawn areas of competitions that can still be joined, the one that closes next first."""
    joinable = Competition.objects.visible_to(member).joinable(now).order_by("closed_at", "pk")
    competitions = list(joinable.only("pk", "modified_at", "name"))
    found = []
    for competition, area in zip(competitions, SHELF.areas_of(competitions), strict=True):
        if area is not None:
            found.append(DrawnArea(competition, area, box_of(area)))
    return found


def box_of(area: Area) -> Box:
    """The box of an area without its buffer."""
    return Box(*area.shape.bounds)
