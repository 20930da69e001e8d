"""The rules of a ballot: which bids a competition takes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from experience.market.rules.rates import rate_errors
from experience.market.rules.text import mw_text

Errors = dict[str, list[str]]


@dataclass(frozen=True)
class OfferedBid:
    """One bid as it was sent. Capacity in MW."""

    service_window_id: str
    capacity: Decimal
    max_runtime: timedelta
    rates: Mapping[str, Decimal]


@dataclass(frozen=True)
class WindowTerms:
    """What a window asks for. Capacities in MW."""

    capacity_required: Decimal
    minimum_size: Decimal
    fixed_rates: Mapping[str, Decimal]


def ballot_errors(
    bids: Sequence[OfferedBid],
    windows: Mapping[str, WindowTerms],
    competition_type: str,
    qualified_mw: Decimal,
) -> list[Errors]:
    """For each bid its errors by field. All are empty when the ballot can be taken.

    Together the bids of one window (split bids) may offer at most the lower of the qualified and the needed
    capacity, and must reach the window's minimum size.
    """
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for bid in bids:
        totals[bid.service_window_id] += bid.capacity
    return [_bid_errors(bid, windows, competition_type, qualified_mw, totals) for bid in bids]


def _bid_errors(
    bid: OfferedBid,
    windows: Mapping[str, WindowTerms],
    competition_type: str,
    qualified_mw: Decimal,
    totals: Mapping[str, Decimal],
) -> Errors:
    terms = windows.get(bid.service_window_id)
    if terms is None:
        return {"service_window_id": ["This service window does not belong to the competition."]}
    errors: Errors = {}
    capacity = _capacity_errors(bid, terms, qualified_mw, totals[bid.service_window_id])
    if capacity:
        errors["capacity"] = capacity
    if bid.max_runtime <= timedelta(0):
        errors["max_runtime"] = ["Must be longer than zero."]
    rates = rate_errors(bid.rates, competition_type, terms.fixed_rates)
    if rates:
        errors["rates"] = rates
    return errors


def _capacity_errors(bid: OfferedBid, terms: WindowTerms, qualified_mw: Decimal, total: Decimal) -> list[str]:
    if bid.capacity <= 0:
        return ["Must be greater than zero."]
    cap = min(qualified_mw, terms.capacity_required)
    if total > cap:
        lower = "qualified" if qualified_mw <= terms.capacity_required else "needed"
        return [f"{mw_text(total)} MW on this window is above the {lower} capacity of {mw_text(cap)} MW."]
    if total < terms.minimum_size:
        return [
            f"{mw_text(total)} MW on this window is below the minimum of {mw_text(terms.minimum_size)} MW."
        ]
    return []
