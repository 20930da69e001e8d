"""Pages of long lists: counting every row on each view would cost more than the page itself."""

import math
from enum import Enum
from functools import cached_property
from typing import ClassVar, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class Leaves(Enum):
    """What a queryset may say, as `leaves`, of a narrowing of which the database cannot guess how much it leaves."""

    FEW = "few"
    MANY = "many"


class CappedPaginator(Paginator[Row]):
    """Counts at most `ahead` rows beyond the page asked for; `is_capped` says that there are more than `count`.

    The page is read first, with one row more: where it is the last one, nothing is left to count. `ahead` of no more
    than a page never counts: for a narrowing of which enough is known to be left, and counting means looking for it.
    Nor does anybody count who has come `far` down the list.
    """

    far: ClassVar[float] = 200

    def __init__(self, rows: QuerySet[Row], per_page: int, *, asked: str | None, ahead: int) -> None:
        super().__init__(rows, per_page)
        self.rows = rows
        self.asked = _number(asked)
        self.start = (self.asked - 1) * per_page
        self.most = self.start + (max(ahead, per_page) if self.start < self.far else per_page)

    def page(self, number: int | str) -> Page[Row]:
        """One page; that asked for has been read."""
        if number == self.asked:
            return Page(self._read[: self.per_page], self.asked, self)
        return super().page(number)

    @cached_property
    def _read(self) -> list[Row]:
        here = slice(self.start, self.start + self.per_page + 1)
        if self.start < self.far:
            return list(self.rows[here])
        # Whole rows are not carried through the ones before them.
        return list(self.rows.filter(pk__in=self.rows.values("pk")[here]))

    @cached_property
    def _counted(self) -> int:
        beyond_the_end = self.start and not self._read
        more = len(self._read) > self.per_page and self.most > self.start + self.per_page
        if beyond_the_end or more:
            return self.rows.order_by().values("pk")[: self.most + 1].count()
        return self.start + len(self._read)

    @cached_property
    def count(self) -> int:
        """How many rows there are, or as many as were counted."""
        return min(self._counted, self.most)

    @cached_property
    def num_pages(self) -> int:
        """The pages of what was counted, one row ahead too: there is a page after this one."""
        return max(-(-self._counted // self.per_page), 1)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than `count`."""
        return self._counted > self.most


class FoundPaginator(CappedPaginator[Row]):
    """Finds the keys of all rows first: for a narrowing that leaves few, by an index that is not the order's.

    Where they are more than `ahead` after all it is a capped one.
    """

    far = math.inf

    def page(self, number: int | str) -> Page[Row]:
        """One page by its rows' keys."""
        if self.is_capped:
            return super().page(number)
        start = (int(number) - 1) * self.per_page
        keys = self._found[start : start + self.per_page]
        rows = self.rows.order_by().in_bulk(keys)
        return Page([rows[key] for key in keys if key in rows], int(number), self)

    @cached_property
    def _found(self) -> list[int]:
        return list(self.rows.values_list("pk", flat=True)[: self.most + 1])

    @cached_property
    def _counted(self) -> int:
        return len(self._found)


def _number(asked: str | None) -> int:
    """The page asked for; the first where that is no number. Nobody counts past the billionth row."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    return max(number, 1)
