"""What we can enter, and what is missing: megawatts that fit, and megawatts behind each thing to be done."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce

from assets.models import Asset
from competitions.models import Competition, Verdict
from competitions.rules.codes import ACTIONS, Code, Standing, codes_in
from competitions.rules.fleet import megawatts
from competitions.rules.reasons import REMEDIES
from portal.accounts.models import Membership

POWER: "DecimalField[Decimal, Decimal]" = DecimalField(max_digits=16, decimal_places=6)


@dataclass(frozen=True)
class Todo:
    """One thing to be done about some assets, and the MW that then fit; `more_mw` need something else too."""

    code: Code
    assets: int
    unlocks_mw: Decimal
    more_assets: int
    more_mw: Decimal

    @property
    def words(self) -> str:
        return REMEDIES[self.code]

    @property
    def name(self) -> str:
        return (self.code.name or "").lower()


@dataclass(frozen=True)
class Tally:
    """Our assets in one competition: how many, and how many MW, of each standing."""

    counts: dict[Standing, int]
    megawatts: dict[Standing, Decimal]
    todos: list[Todo]

    @property
    def active(self) -> int:
        return self.counts[Standing.FITS] + self.counts[Standing.DOUBTFUL]

    @property
    def near(self) -> int:
        """Inside the area or its buffer, whatever their standing."""
        return sum(self.counts.values())

    @property
    def fits_mw(self) -> Decimal:
        return self.megawatts[Standing.FITS]

    @property
    def action_mw(self) -> Decimal:
        return self.megawatts[Standing.ACTION]


def tallies_of(competition_ids: Collection[int]) -> dict[int, Tally]:
    """What our assets come to in each competition: one query."""
    rows = (
        Verdict.objects.filter(competition_id__in=competition_ids)
        .values("competition_id", "standing", "codes")
        .annotate(assets=Count("asset_id"), watts=Sum("capacity_w"))
    )
    sorts: dict[int, list[tuple[Standing, int, int, Decimal]]] = defaultdict(list)
    for row in rows:
        sort = (Standing(row["standing"]), row["codes"], row["assets"], megawatts(row["watts"]))
        sorts[row["competition_id"]].append(sort)
    return {key: tally_of(sorts[key]) for key in competition_ids}


def tally_of(sorts: Iterable[tuple[Standing, int, int, Decimal]]) -> Tally:
    """(standing, codes, assets, MW) of each sort of assets, summed up."""
    counts, power = dict.fromkeys(Standing, 0), dict.fromkeys(Standing, Decimal(0))
    alone: dict[Code, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    among: dict[Code, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for standing, codes, assets, mw in sorts:
        counts[standing] += assets
        power[standing] += mw
        if standing is Standing.ACTION:
            needed = codes_in(codes & ACTIONS)
            for code in needed:
                into = alone if len(needed) == 1 else among
                into[code] = (into[code][0] + assets, into[code][1] + mw)
    todos = [Todo(code, *alone[code], *among[code]) for code in {*alone, *among}]
    todos.sort(key=lambda todo: (-todo.unlocks_mw, -todo.more_mw, todo.code))
    return Tally(counts, power, todos)


def without_position(member: Membership) -> QuerySet[Asset]:
    """Live assets of which nobody knows where they are: they are judged nowhere."""
    located = Asset.objects.visible_to(member).live().filter(longitude=None).located()
    return located.filter(Q(at_longitude=None))


def entered_by(member: Membership, now: datetime) -> QuerySet[Competition]:
    """Competitions that can still be joined, with `fits_mw`, `action_mw` and `fitting` assets."""
    mine = Verdict.objects.filter(competition=OuterRef("pk")).order_by().values("competition")
    found = Competition.objects.visible_to(member).joinable(now)
    return found.annotate(
        fits_mw=_power(mine.filter(standing__lte=Standing.DOUBTFUL)),
        action_mw=_power(mine.filter(standing=Standing.ACTION)),
        fitting=Coalesce(
            Subquery(mine.filter(standing__lte=Standing.DOUBTFUL).annotate(n=Count("asset_id")).values("n")),
            0,
        ),
    )


def _power(verdicts: "QuerySet[Verdict, Any]") -> Coalesce:
    total = verdicts.annotate(watts=Sum("capacity_w")).values("watts")
    return Coalesce(Cast(Subquery(total), POWER) / Value(1_000_000), Value(Decimal(0)), output_field=POWER)
