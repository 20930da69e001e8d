"""The bids of invented rivals: the same competition always draws the same ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from experience.market.rules.rates import rates_asked

CENT = Decimal("0.01")
TURNOUT = 0.75


@dataclass(frozen=True)
class WantedWindow:
    """What a rival looks at. Megawatts."""

    window_id: str
    need_mw: Decimal
    minimum_mw: Decimal
    fixed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RivalOffer:
    """One rival's bid: MW and GBP by rate type."""

    rival: str
    window_id: str
    capacity: Decimal
    rates: dict[str, Decimal]


def rival_offers(
    reference: str,
    competition_type: str,
    guide_prices: dict[str, Decimal],
    windows: Sequence[WantedWindow],
    rivals: Sequence[str],
) -> list[RivalOffer]:
    """Most rivals bid on most windows, for a tenth to nearly half of the need, around the guide prices."""
    dice = Random(f"rivals/{reference}")  # noqa: S311 - reproducible on purpose, nothing is secret
    asked = rates_asked(competition_type)
    offers = []
    for rival in rivals:
        for window in windows:
            share, dearness, turnout = dice.uniform(0.1, 0.45), dice.uniform(0.8, 1.35), dice.random()
            capacity = (window.need_mw * Decimal(share)).quantize(CENT)
            if turnout > TURNOUT or capacity < max(window.minimum_mw, CENT):
                continue
            rates = {
                name: (guide_prices.get(name, Decimal(100)) * Decimal(dearness)).quantize(CENT)
                for name in asked
                if name not in window.fixed
            }
            offers.append(RivalOffer(rival, window.window_id, capacity, rates))
    return offers
