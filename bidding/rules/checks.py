"""What is wrong with a ballot before Piclo says so: each fault names the window, the field and the number that fits."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bidding.rules.rates import LABELS, Rate, rates_asked
from bidding.rules.texts import mw_text, price_text, runtime_text
from bidding.rules.values import NO_TIME, Market, Offer, WindowTerms, is_open

_PENNY_PLACES = -2
_CAPACITY_PLACES = -5


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `window` and `position` name the row, None where the whole ballot is meant.

    `right` is the value that would be right, as a person would type it into the field.
    """

    field: str
    words: str
    right: str = ""
    window: int | None = None
    position: int | None = None
    window_name: str = ""

    def __str__(self) -> str:
        return f"{self.window_name}: {self.words}" if self.window_name else self.words


def ballot_faults(offers: Sequence[Offer], market: Market, now: datetime) -> list[Fault]:
    """All faults of a ballot, in the order of its rows; an empty list means that it can be approved."""
    by_window: dict[int, list[Offer]] = defaultdict(list)
    for offer in offers:
        by_window[offer.window].append(offer)
    faults = [*_time_faults(market, now), *_asset_faults(market)]
    if not offers:
        faults.append(Fault("bids", "No window has a bid yet."))
    for key, rows in by_window.items():
        terms = market.windows.get(key)
        if terms is None:
            faults.append(Fault("window", "A window is not part of this competition any more.", window=key))
        else:
            faults += window_faults(rows, terms, market)
    return faults


def window_faults(rows: Sequence[Offer], terms: WindowTerms, market: Market) -> list[Fault]:
    """The faults of one window's bids: each alone, then all of them together."""
    if terms.gone:
        return [_at(offer, terms, "capacity", "Piclo took this window back") for offer in rows]
    asked = rates_asked(market.rate_type)
    faults: list[Fault] = []
    for offer in rows:
        faults += _capacity_faults(offer, terms)
        faults += _runtime_faults(offer, terms)
        faults += _price_faults(offer, terms, asked)
    return faults + list(_sum_faults(rows, terms, market.free_mw))


def _time_faults(market: Market, now: datetime) -> Iterator[Fault]:
    if market.gone:
        yield Fault("competition", "Piclo does not list this competition any more.")
    if is_open(market.open_at, market.closed_at, now):
        return
    if market.closed_at is not None and now >= market.closed_at:
        yield Fault("competition", "Bidding has closed.")
    else:
        yield Fault("competition", "Bidding is not open yet.")


def _asset_faults(market: Market) -> Iterator[Fault]:
    if market.free_mw is None:
        yield Fault("assets", "Piclo does not list us as qualified in this competition.")
    elif market.chosen == 0:
        yield Fault("assets", "No asset is chosen.")
    for name in market.unqualified:
        yield Fault("assets", f"{name} is not qualified here.")


def _at(offer: Offer, terms: WindowTerms, field: str, words: str, right: str = "") -> Fault:
    return Fault(field, words, right, offer.window, offer.position, terms.name)


def _capacity_faults(offer: Offer, terms: WindowTerms) -> Iterator[Fault]:
    if offer.capacity_mw <= 0:
        yield _at(offer, terms, "capacity", "how much?")
    elif _places(offer.capacity_mw) < _CAPACITY_PLACES:
        yield _at(offer, terms, "capacity", "five decimals at most", f"{offer.capacity_mw:.5f}")


def _sum_faults(rows: Sequence[Offer], terms: WindowTerms, free_mw: Decimal | None) -> Iterator[Fault]:
    """The lower of what is free and what is needed caps the sum of a window's bids; its minimum size floors it."""
    total = sum((offer.capacity_mw for offer in rows), Decimal(0))
    last = rows[-1]
    if total <= 0:
        return
    is_free_lower = free_mw is not None and free_mw < terms.needed_mw
    cap = free_mw if free_mw is not None and is_free_lower else terms.needed_mw
    if total > cap:
        words = f"{mw_text(total - cap)} over {'free' if is_free_lower else 'need'}"
        room = max(cap - (total - last.capacity_mw), Decimal(0))
        yield _at(last, terms, "capacity", words, mw_text(room))
    elif total < terms.minimum_size_mw:
        words = f"{mw_text(terms.minimum_size_mw - total)} under the minimum"
        right = terms.minimum_size_mw - (total - last.capacity_mw)
        yield _at(last, terms, "capacity", words, mw_text(right))


def _runtime_faults(offer: Offer, terms: WindowTerms) -> Iterator[Fault]:
    shortest = terms.minimum_run_time or NO_TIME
    run = offer.max_runtime
    if run <= NO_TIME:
        yield _at(offer, terms, "max_runtime", "how long?", runtime_text(terms.length))
    elif run > terms.length:
        over = runtime_text(run - terms.length)
        yield _at(offer, terms, "max_runtime", f"{over} over the window", runtime_text(terms.length))
    elif run < shortest:
        yield _at(offer, terms, "max_runtime", f"{runtime_text(shortest)} at least", runtime_text(shortest))
    elif run % timedelta(seconds=1):
        yield _at(offer, terms, "max_runtime", "whole seconds", runtime_text(run))


def _price_faults(offer: Offer, terms: WindowTerms, asked: Collection[Rate]) -> Iterator[Fault]:
    for rate in Rate:
        price, fixed = offer.prices.get(rate), terms.fixed.get(rate)
        if rate not in asked:
            if price is not None:
                yield _at(offer, terms, rate, f"no {LABELS[rate].lower()} price is asked for")
        elif fixed is not None:
            if price is not None and price != fixed:
                yield _at(offer, terms, rate, f"fixed at {price_text(fixed)}", price_text(fixed))
        else:
            yield from _own_price_faults(offer, terms, rate, price)


def _own_price_faults(offer: Offer, terms: WindowTerms, rate: Rate, price: Decimal | None) -> Iterator[Fault]:
    if price is None:
        yield _at(offer, terms, rate, "which price?")
    elif price < 0:
        yield _at(offer, terms, rate, f"{price_text(-price)} under nought", "0.00")
    elif _places(price) < _PENNY_PLACES:
        yield _at(offer, terms, rate, "pounds and pence", price_text(price))


def _places(value: Decimal) -> int:
    """The exponent of the last digit that counts: -2 for pence."""
    return int(value.normalize().as_tuple().exponent)
