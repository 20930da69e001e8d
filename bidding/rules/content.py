"""What a ballot says, apart from who said it: the digest by which it is recognised at Piclo."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class BidContent:
    """A bid in Piclo's terms: its window's id, MW, and the value of each rate."""

    window_id: str
    capacity_mw: Decimal
    max_runtime: timedelta
    rates: tuple[tuple[str, Decimal], ...]

    def plain(self) -> list[Any]:
        """The same whatever the order of the rates and the number of closing noughts."""
        rates = sorted([name, format(value.normalize(), "f")] for name, value in self.rates)
        run = int(self.max_runtime.total_seconds())
        return [self.window_id, format(self.capacity_mw.normalize(), "f"), run, rates]


@dataclass(frozen=True)
class BallotContent:
    """Bids, and the assets behind them; with no asset named it speaks for all that qualified."""

    bids: tuple[BidContent, ...]
    flex: frozenset[str] = frozenset()
    planned: frozenset[str] = frozenset()

    @property
    def names_assets(self) -> bool:
        return bool(self.flex or self.planned)

    def digest(self) -> str:
        """SHA-256 in hex of all of it."""
        return _sha([self._bids(), sorted(self.flex), sorted(self.planned)])

    def same_as(self, other: "BallotContent") -> bool:
        """Whether both say the same. Assets are compared where both name them: Piclo may not repeat them."""
        if self.names_assets and other.names_assets:
            return self.digest() == other.digest()
        return self._bids() == other._bids()

    def _bids(self) -> list[list[Any]]:
        return sorted(bid.plain() for bid in self.bids)


def to_plain(content: BallotContent) -> dict[str, Any]:
    """The content as JSON, to be kept as what was sent."""
    return {
        "bids": [bid.plain() for bid in content.bids],
        "flex": sorted(content.flex),
        "planned": sorted(content.planned),
    }


def from_plain(kept: dict[str, Any]) -> BallotContent:
    """The content that `to_plain` kept."""
    return BallotContent(
        bids=tuple(_bid(*bid) for bid in kept["bids"]),
        flex=frozenset(kept["flex"]),
        planned=frozenset(kept["planned"]),
    )


def _bid(window_id: str, capacity: str, seconds: int, rates: Iterable[tuple[str, str]]) -> BidContent:
    pairs = tuple((name, Decimal(value)) for name, value in rates)
    return BidContent(window_id, Decimal(capacity), timedelta(seconds=seconds), pairs)


def _sha(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, separators=(",", ":")).encode()).hexdigest()
