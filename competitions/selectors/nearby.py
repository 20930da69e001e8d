"""One area and our assets: inside, inside the buffer only, and outside with their distance."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from assets.models import Asset
from competitions.models import Competition
from competitions.rules.geometry import Place
from competitions.rules.nearness import Near, Points, near
from competitions.rules.places import Whereabouts, place_of
from competitions.selectors.areas import area_of
from competitions.selectors.map import WATTS, Placed, located

ROWS_A_PAGE = 20
# Further away than these nobody looks for more.
MOST_OUTSIDE = 50
WORDS = {Place.INSIDE: "Inside", Place.BUFFER: "Buffer only", Place.OUTSIDE: "Outside"}


@dataclass(frozen=True)
class Tab:
    """One place against the area: how many are there, and what they can do together."""

    code: str
    word: str
    count: int
    export_mw: Decimal
    import_mw: Decimal


@dataclass(frozen=True)
class Row:
    """An asset with its distance on the ground; None where the area is a list of postcodes."""

    asset: Asset
    metres: float | None

    @property
    def away(self) -> str:
        """Metres below a kilometre, then kilometres."""
        if not self.metres:
            return ""
        return f"{self.metres:.0f} m" if self.metres < 999.5 else f"{self.metres / 1000:,.1f} km"


class Nearby:
    """Where our assets lie against one competition's area, one place at a time and in pages."""

    def __init__(self, competition: Competition, assets: QuerySet[Asset], placed: Placed) -> None:
        self.competition = competition
        self.area = area_of(competition)
        self._assets, self._placed = assets, placed

    @property
    def is_drawn(self) -> bool:
        return self.area is not None

    @property
    def can_tell(self) -> bool:
        """Whether anything was published by which assets can be told inside from outside."""
        return self.is_drawn or bool(self.competition.postcodes)

    @cached_property
    def places(self) -> dict[Place, Near]:
        if not self.can_tell:
            return {}
        found = near(self.area, self._placed.points) if self.area else self._by_postcode()
        return {one.place: one for one in found}

    def _by_postcode(self) -> list[Near]:
        """By the list of postcodes, for an area that nobody drew."""
        rows = list(located(self._assets).values_list("pk", "postcode", *_CAPACITIES))
        listed = self.competition.postcodes
        places = [place_of(None, listed, Whereabouts(None, None, row[1])) for row in rows]
        ids = np.array([row[0] for row in rows], np.int64)
        exports, imports = (np.array([int(row[n] * WATTS) for row in rows], np.int64) for n in (2, 3))
        points = Points(ids, np.zeros(len(ids)), np.zeros(len(ids)), exports, imports)
        chosen = {
            place: np.array([n for n, at in enumerate(places) if at is place], np.int64) for place in WORDS
        }
        return [Near(place, points.at(these), np.zeros(len(these))) for place, these in chosen.items()]

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(
                place.value, WORDS[place], len(one.points), _mw(one.points.export_w), _mw(one.points.import_w)
            )
            for place, one in self.places.items()
        ]

    def shown(self, wanted: str) -> Place:
        """The place asked for; else the first that has any assets."""
        if wanted in {place.value for place in WORDS}:
            return Place(wanted)
        return next((place for place, one in self.places.items() if len(one.points)), Place.INSIDE)

    def page(self, place: Place, number: str | None, size: int = ROWS_A_PAGE) -> Page[int]:
        """Which of the assets at one place a page shows; `rows` reads them. Outside, only the nearest are listed."""
        one = self.places.get(place)
        count = len(one.points) if one else 0
        listed = min(count, MOST_OUTSIDE) if place is Place.OUTSIDE else count
        return Paginator(range(listed), size).get_page(number)

    def rows(self, place: Place, page: Page[int]) -> list[Row]:
        """The assets of a page, the nearest first."""
        one, at = self.places.get(place), list(page.object_list)
        if one is None or not at:
            return []
        ids, metres = one.points.ids[at].tolist(), one.metres[at].tolist()
        found = Asset.objects.only("pk", "name", "ref", *_CAPACITIES).in_bulk(ids)
        return [
            Row(found[pk], away if self.is_drawn else None)
            for pk, away in zip(ids, metres, strict=True)
            if pk in found
        ]


_CAPACITIES = ("active_export_capacity_mw", "active_import_capacity_mw")


def _mw(watts: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Decimal:
    return Decimal(int(watts.sum())) / WATTS


def capacities_of(points: Points) -> tuple[Decimal, Decimal]:
    """What assets can export and import together, MW."""
    return _mw(points.export_w), _mw(points.import_w)
