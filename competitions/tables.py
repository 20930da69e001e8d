"""The list of competitions."""

from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.http import QueryDict

from competitions.models import Competition
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
