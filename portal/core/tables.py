"""A list page's table: its columns, how they sort, and one page of rows.

An app subclasses `Table` in its `tables.py` and writes the cells in its template:

    class AssetTable(Table[Asset]):
        columns = (Column("name", "Asset", sort="name"), Column("mw", "Export", unit="MW", numeric=True))
        default_sort = "name"

    table = AssetTable(Asset.objects.visible_to(request.member), request.GET)
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import F, Model, OrderBy, QuerySet
from django.http import QueryDict

from portal.core.counting import CappedPaginator, FoundPaginator, Leaves
from portal.core.formats import plural

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Column:
    """One column. `sort` names a model field or annotation; `kind` is how a card shows the cell on a small screen.

    Kinds: "" (label and value), "head" (the card's first line), "full" (a line of its own), "deed" (buttons).
    """

    key: str
    label: str
    unit: str = ""
    numeric: bool = False
    sort: str = ""
    kind: str = ""

    @property
    def card_label(self) -> str:
        """What stands before the value on a card."""
        return f"{self.label} {self.unit}".strip()

    @property
    def css(self) -> str:
        """Classes of this column's cells."""
        return " ".join(part for part in ("num" if self.numeric else "", self.kind) if part)


@dataclass(frozen=True)
class Heading:
    """A column's header on this page: where its link leads and how it is sorted now."""

    column: Column
    href: str
    direction: str


class Table(Generic[Row]):
    """Rows in pages, sorted by a column. `?sort=-mw&page=2`; whatever else the query says is kept in the links."""

    columns: ClassVar[tuple[Column, ...]] = ()
    # Keys of the columns on view where nobody chose others; empty for all.
    usual: ClassVar[Collection[str]] = ()
    default_sort: ClassVar[str] = ""
    page_size: ClassVar[int] = 50
    # What its rows are, and what one of them is where that is not the same without its s.
    name: ClassVar[str] = "rows"
    name_of_one: ClassVar[str] = ""

    def __init__(
        self, rows: QuerySet[Row], query: QueryDict | None = None, chosen: Collection[str] = ()
    ) -> None:
        self.queryset = rows
        self.query = query if query is not None else QueryDict()
        wanted = chosen or self.usual
        # The columns on view: the head of a row always is.
        self.shown = tuple(c for c in self.columns if not wanted or c.key in wanted or c.kind == "head")

    @classmethod
    def known(cls, keys: Collection[str]) -> list[str]:
        """Those of some keys that are columns, in the table's order."""
        return [column.key for column in cls.columns if column.key in keys]

    @property
    def keys_shown(self) -> list[str]:
        """What a template asks before it reads something that only one column needs."""
        return [column.key for column in self.shown]

    @property
    def choices(self) -> list[tuple[Column, bool]]:
        """The columns that may be left out, and whether they are on view."""
        return [(column, column in self.shown) for column in self.columns if column.kind != "head"]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.page.object_list)

    def __len__(self) -> int:
        """How many rows this page shows."""
        return len(self.page.object_list)

    @cached_property
    def sort(self) -> str:
        """The sort asked for if a column allows it, else the default."""
        wanted = self.query.get("sort", "")
        allowed = {column.key for column in self.columns if column.sort}
        return wanted if wanted.removeprefix("-") in allowed else self.default_sort

    def ordering(self) -> Sequence[OrderBy | str]:
        """Order by the column, missing values last, then by key so that pages never overlap."""
        fields = {column.key: column.sort for column in self.columns}
        field = fields.get(self.sort.removeprefix("-"), "")
        if not field:
            return ()
        downwards = self.sort.startswith("-") != field.startswith("-")
        expression = F(field.removeprefix("-"))
        ordered = expression.desc(nulls_last=True) if downwards else expression.asc(nulls_last=True)
        return (ordered, "pk")

    @property
    def sorted_rows(self) -> QuerySet[Row]:
        """All rows in the table's order."""
        ordering = self.ordering()
        return self.queryset.order_by(*ordering) if ordering else self.queryset

    def paginator(self) -> Paginator[Row]:
        """What cuts the rows into pages."""
        return Paginator(self.sorted_rows, self.page_size)

    @cached_property
    def page(self) -> Page[Row]:
        """The page asked for; the nearest one where that does not exist."""
        page: Page[Row] = self.paginator().get_page(self.query.get("page"))
        page.object_list = list(page.object_list)
        return page

    @property
    def total(self) -> int:
        """How many rows there are on all pages."""
        return self.page.paginator.count

    @property
    def total_said(self) -> str:
        """How many rows there are, in words: "1 asset", "31 assets"."""
        return plural(self.total, self.name_of_one or self.name.removesuffix("s"), self.name)

    @property
    def headings(self) -> list[Heading]:
        """The columns on view with their sort links."""
        return [self.heading(column) for column in self.shown]

    def heading(self, column: Column) -> Heading:
        """One column's header; following its link twice turns the order round."""
        if not column.sort:
            return Heading(column, "", "")
        directions = {column.key: "ascending", f"-{column.key}": "descending"}
        direction = directions.get(self.sort, "")
        target = f"-{column.key}" if direction == "ascending" else column.key
        return Heading(column, self.link(sort=target), direction)

    def link(self, **changes: str | int) -> str:
        """This page's query string with some values changed; another sort starts at the first page."""
        query = self.query.copy()
        query.pop("page", None)
        for key, value in changes.items():
            query[key] = str(value)
        return f"?{query.urlencode()}"

    @property
    def page_links(self) -> list[tuple[str, str]]:
        """(label, link) of the pages worth offering; a gap is ("…", "")."""
        wanted = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [(str(n), self.link(page=n) if isinstance(n, int) else "") for n in wanted]


class LongTable(Table[Row]):
    """A table of so many rows that they are counted only a stretch ahead, unless `?count=all` asks for more.

    A column sorts by an index on it and the key, read forwards or backwards: `nullable` names the fields whose missing
    values are to stand last both ways, which takes an index of its own for each way.
    """

    counted_ahead: ClassVar[int] = 100
    # Where the rows' keys are found first, so many are counted for nothing.
    found_ahead: ClassVar[int] = 1_000
    nullable: ClassVar[frozenset[str]] = frozenset()
    # By which field rows stand in order within one value of another.
    within: ClassVar[Mapping[str, str]] = {}

    def ordering(self) -> Sequence[OrderBy | str]:
        """By the column, what orders rows within one of its values, and the key, all in one direction."""
        fields = {column.key: column.sort for column in self.columns}
        field = fields.get(self.sort.removeprefix("-"), "")
        if not field:
            return ()
        last = True if field in self.nullable else None
        ties = [*([self.within[field]] if field in self.within else []), "pk"]
        if self.sort.startswith("-"):
            return (F(field).desc(nulls_last=last), *(F(tie).desc() for tie in ties))
        return (F(field).asc(nulls_last=last), *ties)

    def paginator(self) -> Paginator[Row]:
        """Counting a stretch ahead of the page, or everything where that is asked for."""
        if self.query.get("count") == "all":
            return super().paginator()
        asked, rows = self.query.get("page"), self.sorted_rows
        match getattr(self.queryset, "leaves", None):
            case Leaves.FEW:
                return FoundPaginator(rows, self.page_size, asked=asked, ahead=self.found_ahead)
            case Leaves.MANY:
                return CappedPaginator(rows, self.page_size, asked=asked, ahead=self.page_size)
        return CappedPaginator(rows, self.page_size, asked=asked, ahead=self.counted_ahead)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than were counted."""
        return getattr(self.page.paginator, "is_capped", False)

    @property
    def count_link(self) -> str:
        """This page with all rows counted."""
        return self.link(count="all", page=self.page.number)


class PlainTable(Table[Row]):
    """A table of all its rows, unsorted by people and on one page: for parts of a detail page."""

    page_size = 10_000
