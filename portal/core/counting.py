"""Pages of long lists: counting every row on each view would cost more than the page itself."""

from functools import cached_property
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class CappedPaginator(Paginator[Row]):
    """Counts at most `ahead` rows beyond the page asked for; `is_capped` says that there are more than `count`.

    With `sift` the rows are found before they are sorted, if they are so few that all were counted: for a narrowing of
    which the database cannot guess how much it leaves, such as a word, it might else walk through all in their order.
    """

    def __init__(
        self, rows: QuerySet[Row], per_page: int, *, asked: str | None, ahead: int, sift: bool = False
    ) -> None:
        super().__init__(rows, per_page)
        self.rows = rows
        self.most = (_number(asked) - 1) * per_page + ahead
        self.sift = sift

    def page(self, number: int | str) -> Page[Row]:
        """One page; its rows by their keys where they are sifted."""
        if self.sift and not self.is_capped:
            self.object_list = self.rows.filter(pk__in=self._found)
        return super().page(number)

    @cached_property
    def _found(self) -> list[int]:
        return list(self.rows.order_by().values_list("pk", flat=True)[: self.most + 1])

    @cached_property
    def _counted(self) -> int:
        if self.sift:
            return len(self._found)
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
