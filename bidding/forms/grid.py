"""The grid as people type it: texts by row and field, read into offers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from django.http import QueryDict

from bidding.rules.rates import Rate
from bidding.rules.texts import mw_text, price_text, read_decimal, read_runtime, runtime_text
from bidding.rules.values import NO_TIME, Offer
from bidding.selectors.market import Behind
from competitions.models import ServiceWindow

CAPACITY, RUNTIME = "capacity", "max_runtime"
FIELDS = (CAPACITY, RUNTIME, *Rate)
Read = TypeVar("Read", Decimal, timedelta)
ASSETS_MODE, ASSETS = "assets_mode", "asset"


@dataclass
class TypedRow:
    """One row of the grid: what stands in its fields, and what cannot be read of it, by field."""

    window: int
    position: int
    texts: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The row in the names of its inputs."""
        return f"{self.window}-{self.position}"

    @property
    def is_blank(self) -> bool:
        return not any(text.strip() for text in self.texts.values())

    def offer(self) -> Offer:
        """The row as an offer; a text that cannot be read becomes an error and counts as not filled in."""
        capacity = self._read(CAPACITY, lambda text: read_decimal(text, 5)) or Decimal(0)
        if capacity < 0:
            self.errors[CAPACITY], capacity = "not under nought", Decimal(0)
        prices = {rate: self._read(rate, lambda text: read_decimal(text, 2)) for rate in Rate}
        runtime = self._read(RUNTIME, read_runtime) or NO_TIME
        return Offer(self.window, self.position, capacity, runtime, prices)

    def _read(self, name: str, reader: Callable[[str], Read | None]) -> Read | None:
        try:
            return reader(self.texts.get(name, ""))
        except ValueError as error:
            self.errors[name] = str(error)
            return None


def rows_from_post(data: QueryDict, windows: Sequence[ServiceWindow]) -> list[TypedRow]:
    """The rows as they were typed, in the order of the windows; rows of windows that are not there are left out."""
    found: dict[int, list[TypedRow]] = {window.pk: [] for window in windows}
    for window, position in sorted(_keys(data)):
        if window in found:
            texts = {name: data.get(f"{name}-{window}-{position}", "") for name in FIELDS}
            found[window].append(TypedRow(window, position, texts))
    return [row for rows in found.values() for row in rows]


def _keys(data: QueryDict) -> Iterator[tuple[int, int]]:
    for name in data:
        kind, _, key = name.partition("-")
        window, _, position = key.partition("-")
        if kind == CAPACITY and window.isdecimal() and position.isdecimal():
            yield int(window), int(position)


def rows_from_offers(offers: Iterable[Offer]) -> list[TypedRow]:
    """What is stored, as it would be typed."""
    return [TypedRow(offer.window, offer.position, _texts(offer)) for offer in offers]


def _texts(offer: Offer) -> dict[str, str]:
    prices = {str(rate): price_text(price) for rate, price in offer.prices.items() if price is not None}
    return {
        CAPACITY: mw_text(offer.capacity_mw) if offer.capacity_mw else "",
        RUNTIME: runtime_text(offer.max_runtime) if offer.max_runtime else "",
        **prices,
    }


def offers_of(rows: Iterable[TypedRow]) -> list[Offer]:
    """The offers of all rows in which anything stands."""
    return [row.offer() for row in rows if not row.is_blank]


def with_a_row_each(rows: Iterable[TypedRow], windows: Sequence[ServiceWindow]) -> list[TypedRow]:
    """The rows in the order of the windows, with a blank one where a window has none."""
    by_window: dict[int, list[TypedRow]] = {window.pk: [] for window in windows}
    for row in rows:
        by_window[row.window].append(row)
    return [row for pk, standing in by_window.items() for row in standing or [TypedRow(pk, 1, {})]]


def split(rows: list[TypedRow], window: str) -> list[TypedRow]:
    """The rows with one more for a window, beginning with that window's longest run."""
    same = [row for row in rows if str(row.window) == window]
    if not same:
        return rows
    new = TypedRow(same[-1].window, max(row.position for row in same) + 1, {})
    place = rows.index(same[-1]) + 1
    return [*rows[:place], new, *rows[place:]]


def drop(rows: list[TypedRow], key: str) -> list[TypedRow]:
    """The rows without one."""
    return [row for row in rows if row.key != key]


def behind_from_post(data: QueryDict) -> Behind:
    """Which assets stand behind the ballot: all, or those ticked."""
    if data.get(ASSETS_MODE, "all") == "all":
        return Behind()
    chosen = frozenset(int(pk) for pk in data.getlist(ASSETS) if pk.isdecimal())
    return Behind(all_assets=False, chosen=chosen)
