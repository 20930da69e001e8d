"""Ballots as plain values: what a window asks for, and what is offered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from bidding.rules.rates import Prices

NO_TIME = timedelta(0)


@dataclass(frozen=True)
class WindowTerms:
    """What a service window asks for. Capacities in MW; `key` is our primary key of the window."""

    key: int
    name: str
    length: timedelta
    needed_mw: Decimal
    minimum_size_mw: Decimal = Decimal(0)
    minimum_run_time: timedelta | None = None
    fixed: Prices = field(default_factory=dict)
    # Piclo no longer lists it.
    gone: bool = False


@dataclass(frozen=True)
class Offer:
    """One bid: a row of the grid. 0 MW and no time stand for what is not filled in yet."""

    window: int
    position: int = 1
    capacity_mw: Decimal = Decimal(0)
    max_runtime: timedelta = NO_TIME
    prices: Prices = field(default_factory=dict)


def numbered(offers: Iterable[Offer]) -> list[Offer]:
    """The offers with their places in each window counted from 1, in the order given."""
    turns: dict[int, int] = {}
    found = []
    for offer in offers:
        turns[offer.window] = turns.get(offer.window, 0) + 1
        found.append(replace(offer, position=turns[offer.window]))
    return found


@dataclass(frozen=True)
class Market:
    """The competition that a ballot is for, and our standing in it. Instants are aware, capacities in MW.

    `free_mw` is what the assets behind the ballot can do together; None where Piclo does not list us as qualified.
    """

    rate_type: str
    open_at: datetime | None
    closed_at: datetime | None
    windows: Mapping[int, WindowTerms]
    free_mw: Decimal | None
    # Of a ballot that names its assets: how many, and the names of those that are not qualified.
    chosen: int | None = None
    unqualified: tuple[str, ...] = ()
    gone: bool = False


def window_length(start: time, end: time) -> timedelta:
    """A window's length on the wall clock; an end not after the start lies on the next day."""
    day = date(2001, 1, 1)
    length = datetime.combine(day, end) - datetime.combine(day, start)
    return length if length > NO_TIME else length + timedelta(days=1)


def is_open(open_at: datetime | None, closed_at: datetime | None, now: datetime) -> bool:
    """Whether bids are taken. At the instant of the close none is any more."""
    return open_at is not None and closed_at is not None and open_at <= now < closed_at


def capacity_field(need_direction: str, power_type: str) -> str:
    """The column of an asset that counts: a deficit wants export, a surplus import; reactive needs in MVAr."""
    way = "import" if "surplus" in need_direction.lower() else "export"
    if "reactive" in power_type.lower():
        return f"reactive_{way}_capacity_mvar"
    return f"active_{way}_capacity_mw"
