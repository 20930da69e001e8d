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
    offered: dict[str, Decimal] = defaultdict(Decimal)
    found = []
    for bid in bids:
        offered[bid.service_window_id] += bid.capacity
        terms = windows.get(bid.service_window_id)
        if terms is None:
            found.append({"service_window_id": ["This service window does not belong to the competition."]})
            continue
        capacity = _capacity_errors(bid, terms, qualified_mw, offered[bid.service_window_id])
        if not capacity and totals[bid.service_window_id] < terms.minimum_size:
            capacity = [
                f"The bids for this window offer less than the minimum of {mw_text(terms.minimum_size)} MW."
            ]
        found.append(
            _without_nothing(capacity, bid, rate_errors(bid.rates, competition_type, terms.fixed_rates))
        )
    return found


def _without_nothing(capacity: list[str], bid: OfferedBid, rates: list[str]) -> Errors:
    runtime = ["Must be longer than zero."] if bid.max_runtime <= timedelta(0) else []
    errors = {"capacity": capacity, "max_runtime": runtime, "rates": rates}
    return {name: words for name, words in errors.items() if words}


def _capacity_errors(
    bid: OfferedBid, terms: WindowTerms, qualified_mw: Decimal, so_far: Decimal
) -> list[str]:
    """The bid that takes its window over the cap is the one at fault, not those before it."""
    if bid.capacity <= 0:
        return ["Must be greater than zero."]
    cap = min(qualified_mw, terms.capacity_required)
    if so_far <= cap:
        return []
    which = "qualified" if qualified_mw <= terms.capacity_required else "needed"
    return [
        f"The bids for this window offer {mw_text(so_far)} MW; "
        f"at most the {which} capacity of {mw_text(cap)} MW may be offered."
    ]
