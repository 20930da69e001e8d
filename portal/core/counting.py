"""Pages of long lists: counting every row on each view would cost more than the page itself."""

from functools import cached_property
from typing import TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class CappedPaginator(Paginator[Row]):
    """Counts at most `ahead` rows beyond the page asked for; `is_capped` says that there are more than `count`."""

    def __init__(self, rows: QuerySet[Row], per_page: int, *, asked: str | None, ahead: int) -> None:
        super().__init__(rows, per_page)
        self.rows = rows
        self.most = (_number(asked) - 1) * per_page + ahead

    @cached_property
    def _counted(self) -> int:
        return self.rows.order_by().values("pk")[: self.most + 1].count()

    @cached_property
    def count(self) -> int:
        """How many rows there are, or as many as were counted."""
        return min(self._counted, self.most)

    @property
    def is_capped(self) -> bool:
        return self._counted > self.most


def _number(asked: str | None) -> int:
    """The page asked for; the first where that is no number. Nobody counts past the billionth row."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    return max(number, 1)
