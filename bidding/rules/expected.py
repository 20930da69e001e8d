"""What a bid is expected to earn if it is accepted and called as often as the operator foresees."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from bidding.rules.rates import Rate, price_that_counts, rates_asked
from bidding.rules.values import Offer, WindowTerms
from portal.core.money import to_pence
from portal.core.units import hours_of


@dataclass(frozen=True)
class Foreseen:
    """The operator's estimate for one window, as far as it gives one, and how often the window occurs."""

    dispatches: int | None = None
    dispatch_length: timedelta | None = None
    occurrences: int | None = None


def expected_gbp(offer: Offer, terms: WindowTerms, rate_type: str, foreseen: Foreseen) -> Decimal | None:
    """Pounds over the whole service period; None where a part of it cannot be known.

    Utilisation is paid for MWh of the foreseen dispatches, availability for MW in every hour of the window, the service
    fee for MW once.
    """
    parts = [_part(rate, offer, terms, foreseen) for rate in rates_asked(rate_type)]
    known = [part for part in parts if part is not None]
    return to_pence(sum(known, Decimal(0))) if len(known) == len(parts) and offer.capacity_mw > 0 else None


def _part(rate: Rate, offer: Offer, terms: WindowTerms, foreseen: Foreseen) -> Decimal | None:
    price = price_that_counts(rate, offer.prices, terms.fixed)
    hours = _paid_hours(rate, offer, terms, foreseen)
    return None if price is None or hours is None else offer.capacity_mw * hours * price


def _paid_hours(rate: Rate, offer: Offer, terms: WindowTerms, foreseen: Foreseen) -> Decimal | None:
    if rate is Rate.SERVICE_FEE:
        return Decimal(1)
    if rate is Rate.AVAILABILITY:
        return None if foreseen.occurrences is None else hours_of(terms.length) * foreseen.occurrences
    if foreseen.dispatches is None or foreseen.dispatch_length is None:
        return None
    # A run longer than we offer is not ours to deliver.
    run = min(foreseen.dispatch_length, offer.max_runtime or foreseen.dispatch_length)
    return hours_of(run) * foreseen.dispatches
