"""Assets as rows of a spreadsheet, in the columns in which they can be brought in again."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils.duration import duration_string

from assets.models import Asset, AssetGroup, AssetStatus
from assets.rules.kinds import category_label, in_words, type_label
from assets.rules.sheet import SHEET
from portal.core.csvs import Cell

AT_ONCE = 2_000
STATUSES = dict(AssetStatus.choices)


def asset_rows(assets: QuerySet[Asset]) -> Iterator[Sequence[Cell]]:
    """A heading and a row for each asset, read from a cursor in the database a stretch at a time.

    The columns are those of the import's template; `groups` stand last there.
    """
    names = [column.name for column in SHEET if column.name != "groups"]
    written = [WRITTEN.get(name, plain) for name in names]
    yield [column.heading for column in SHEET]
    groups = AssetGroup.objects.filter(assets=OuterRef("pk")).order_by("name").values("name")
    rows = assets.annotate(group_names=ArraySubquery(groups)).values_list(*names, "group_names")
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield [*(write(value) for write, value in zip(written, row, strict=False)), "; ".join(row[-1])]


def plain(value: Any) -> Cell:
    """A value as it would be typed: decimals without the noughts of their column, lengths of time as 0:30:00."""
    if isinstance(value, Decimal):
        return _short(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def _short(value: Decimal) -> Decimal:
    """11.000 as 11; 100 not as 1E+2."""
    short = value.normalize()
    return short if short.as_tuple().exponent <= 0 else short.quantize(Decimal(1))  # type: ignore[operator]


WRITTEN: dict[str, Callable[[Any], Cell]] = {
    "status": lambda code: STATUSES.get(code) or in_words(code),
    "category": category_label,
    "asset_type": type_label,
    "shares_meter": lambda shared: "Yes" if shared else "No",
}
