"""The trading sheet as it is shown: each row of the grid with its window, its faults and what it should earn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from bidding.forms.grid import CAPACITY, RUNTIME, TypedRow, offers_of, with_a_row_each
from bidding.models import Bid
from bidding.rules.checks import Fault, ballot_faults
from bidding.rules.expected import expected_gbp
from bidding.rules.rates import LABELS, UNITS, Rate, price_that_counts, rates_asked
from bidding.rules.texts import price_text, runtime_text
from bidding.rules.values import Market
from bidding.selectors.market import foreseen_of
from competitions.models import ServicePeriod, ServiceWindow
from competitions.rules.calendar import weekdays_in_words


@dataclass(frozen=True)
class Cell:
    """One field of a row: what stands in it, what is wrong with it, and what would be right."""

    name: str
    label: str
    text: str
    why: str = ""
    right: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class SheetRow:
    """One row. The first of a window shows what the window asks for, the others are its splits."""

    key: str
    window: ServiceWindow
    split: int
    days: str
    longest: str
    capacity: Cell
    runtime: Cell
    prices: tuple[Cell, ...]
    expected: Decimal | None
    bid: Bid | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.capacity, self.runtime, *self.prices)


@dataclass(frozen=True)
class Sheet:
    """The whole grid, the faults that belong to no row, and the totals of the facts strip."""

    rows: tuple[SheetRow, ...]
    rates: tuple[Rate, ...]
    market: Market
    faults: tuple[Fault, ...]
    unreadable: int
    bids: int

    @property
    def periods(self) -> list[tuple[ServicePeriod, list[SheetRow]]]:
        return [
            (period, list(rows)) for period, rows in groupby(self.rows, key=lambda row: row.window.period)
        ]

    @property
    def filled(self) -> list[SheetRow]:
        """The rows that are bids, for a ballot that is only read."""
        return [row for row in self.rows if row.bid is not None]

    @property
    def general_faults(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.position is None]

    @property
    def fault_count(self) -> int:
        return len(self.faults) + self.unreadable

    @property
    def expected(self) -> Decimal | None:
        """The sum of what is known; None where nothing is."""
        known = [row.expected for row in self.rows if row.expected is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def most_needed(self) -> Decimal:
        standing = (terms for terms in self.market.windows.values() if not terms.gone)
        return max((terms.needed_mw for terms in standing), default=Decimal(0))

    @property
    def price_headings(self) -> list[tuple[str, str]]:
        return [(LABELS[rate], UNITS[rate]) for rate in self.rates]

    @property
    def width(self) -> int:
        """How many columns the grid has."""
        return 7 + len(self.rates)


def sheet_of(
    typed: Sequence[TypedRow],
    windows: Sequence[ServiceWindow],
    market: Market,
    now: datetime,
    bids: Iterable[Bid] = (),
) -> Sheet:
    """Check what is typed and put everything beside it that helps to type it right."""
    offers = offers_of(typed)
    faults = tuple(ballot_faults(offers, market, now))
    by_pk = {window.pk: window for window in windows}
    asked = rates_asked(market.rate_type)
    stored = {(bid.service_window_id, bid.position): bid for bid in bids}
    # A window that Piclo took back is shown where something stands in it, and offered to nobody.
    used = {row.window for row in typed}
    offered = [window for window in windows if window.gone_at is None or window.pk in used]
    rows = tuple(
        replace(
            _row(row, by_pk[row.window], market, faults, asked), bid=stored.get((row.window, row.position))
        )
        for row in with_a_row_each(typed, offered)
    )
    unreadable = sum(len(row.errors) for row in typed)
    return Sheet(rows, asked, market, faults, unreadable, len(offers))


def _row(
    row: TypedRow, window: ServiceWindow, market: Market, faults: Iterable[Fault], asked: tuple[Rate, ...]
) -> SheetRow:
    terms = market.windows[window.pk]
    mine = {f.field: f for f in faults if (f.window, f.position) == (row.window, row.position)}
    offer = row.offer()
    return SheetRow(
        key=row.key,
        window=window,
        split=row.position,
        days=weekdays_in_words(window.weekdays),
        longest=runtime_text(terms.length),
        capacity=_cell(row, CAPACITY, "Capacity", mine),
        runtime=_cell(row, RUNTIME, "Longest run", mine),
        prices=tuple(_price_cell(row, rate, mine, terms.fixed.get(rate)) for rate in asked),
        expected=None
        if row.errors
        else expected_gbp(offer, terms, market.rate_type, foreseen_of(window, asked)),
    )


def _cell(row: TypedRow, field: str, label: str, faults: dict[str, Fault]) -> Cell:
    fault = faults.get(field)
    why = row.errors.get(field) or (fault.words if fault else "")
    right = "" if row.errors.get(field) or fault is None else fault.right
    return Cell(f"{field}-{row.key}", label, row.texts.get(field, ""), why, right)


def _price_cell(row: TypedRow, rate: Rate, faults: dict[str, Fault], fixed: Decimal | None) -> Cell:
    if fixed is None:
        return _cell(row, rate, LABELS[rate], faults)
    price = price_that_counts(rate, {}, {rate: fixed})
    return Cell(f"{rate}-{row.key}", LABELS[rate], price_text(price or fixed), fixed=True)
