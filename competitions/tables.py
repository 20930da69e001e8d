"""The list of competitions."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.http import QueryDict

from assets.models import Asset
from competitions.models import Competition
from competitions.rules.nearness import Points, counts
from competitions.selectors.areas import SHELF
from competitions.selectors.atlas import area_link
from competitions.selectors.entering import Tally, tallies_of
from competitions.selectors.listing import Standing, with_standing
from portal.core.tables import Column, Table


class CompetitionTable(Table[Competition]):
    """Competitions, the one that closes next on top."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("name", "Competition", sort="name", kind="head"),
        Column("product", "Product", sort="product_type"),
        Column("stage", "Stage"),
        Column("next", "Next"),
        Column("close", "Bidding closes", sort="close_rank"),
        Column("needed", "Most needed", unit="MW", numeric=True, sort="most_needed_mw"),
        Column("ours", "Ours", unit="MW", numeric=True, sort="our_mw"),
    )
    default_sort = "close"
    name = "competitions"

    def __init__(self, rows: QuerySet[Competition], query: QueryDict, now: datetime) -> None:
        super().__init__(rows, query)
        self.now = now

    def rows(self) -> list[tuple[Competition, Standing]]:
        """This page's competitions with where they stand."""
        return with_standing(self, self.now)


class PricedCompetitionTable(CompetitionTable):
    """With the guide price, for those who may see prices."""

    columns = (
        *CompetitionTable.columns,
        Column("guide", "Guide", unit="£/MWh", numeric=True, sort="utilisation_guide_price"),
    )


@dataclass(frozen=True)
class AreaRow:
    """A competition's area with how many of the assets lie in it; None where nothing is drawn."""

    competition: Competition
    inside: int | None
    buffer: int | None
    link: str


class AreaTable(Table[Competition]):
    """Areas of competitions that can still be joined, the one that closes next on top."""

    columns = (
        Column("name", "Area", sort="name", kind="head"),
        Column("product", "Product", sort="product_type"),
        Column("close", "Bidding closes", sort="closed_at"),
        Column("inside", "Inside", numeric=True),
        Column("buffer", "Buffer only", numeric=True),
    )
    default_sort = "close"
    page_size = 20
    name = "areas"

    def __init__(self, rows: QuerySet[Competition], query: QueryDict, points: Points) -> None:
        super().__init__(rows.defer("raw", "boundary"), query)
        self.points = points

    def rows(self) -> list[AreaRow]:
        """This page's areas, each with its assets counted."""
        competitions = list(self)
        found = []
        for competition, area in zip(competitions, SHELF.areas_of(competitions), strict=True):
            inside, buffer = counts(area, self.points) if area else (None, None)
            found.append(AreaRow(competition, inside, buffer, area_link(self.query, competition.pk)))
        return found


class UnplacedTable(Table[Asset]):
    """Assets without a position, by name."""

    columns = (
        Column("name", "Asset", sort="name", kind="head"),
        Column("export", "Export", unit="MW", numeric=True, sort="active_export_capacity_mw"),
        Column("import", "Import", unit="MW", numeric=True, sort="active_import_capacity_mw"),
        Column("postcode", "Postcode", sort="postcode"),
        Column("why", "What to do", kind="full"),
    )
    default_sort = "name"
    name = "assets"


class EntryTable(Table[Competition]):
    """Competitions that can still be joined, where the most of ours fits on top."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("name", "Competition", sort="name", kind="head"),
        Column("operator", "Operator", sort="operator_name"),
        Column("next", "Next"),
        Column("close", "Bidding closes", sort="closed_at"),
        Column("fitting", "Assets", numeric=True, sort="fitting"),
        Column("fits", "Fit", unit="MW", numeric=True, sort="fits_mw"),
        Column("action", "Behind something to do", unit="MW", numeric=True, sort="action_mw"),
        Column("todo", "What unlocks the most", kind="full"),
    )
    default_sort = "-fits"
    name = "competitions"

    def __init__(self, rows: QuerySet[Competition], query: QueryDict, now: datetime) -> None:
        super().__init__(rows, query)
        self.now = now

    def rows(self) -> list[tuple[Competition, Standing, Tally]]:
        """This page's competitions with where they stand, and what our assets come to in each."""
        tallies = tallies_of([competition.pk for competition in self])
        return [(one, standing, tallies[one.pk]) for one, standing in with_standing(self, self.now)]
