"""Prices: which ones a competition asks for."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum


class Rate(StrEnum):
    """What a price is paid for, in Piclo's words."""

    AVAILABILITY = "availability"
    UTILISATION = "utilisation"
    SERVICE_FEE = "service_fee"


Prices = Mapping[Rate, Decimal | None]

UNITS = {Rate.AVAILABILITY: "£/MW/h", Rate.UTILISATION: "£/MWh", Rate.SERVICE_FEE: "£/MW"}
LABELS = {Rate.AVAILABILITY: "Availability", Rate.UTILISATION: "Utilisation", Rate.SERVICE_FEE: "Service fee"}
_SIGNS = {"availab": Rate.AVAILABILITY, "utilis": Rate.UTILISATION, "service": Rate.SERVICE_FEE}
_PENNY = Decimal("0.01")


def rates_asked(competition_type: str) -> tuple[Rate, ...]:
    """The prices a bid must carry, no more and no fewer, from Piclo's word for the type of competition.

    A type whose word is new to us asks for utilisation, the commonest; Piclo refuses a ballot that guesses wrong.
    """
    words = competition_type.lower()
    return tuple(rate for sign, rate in _SIGNS.items() if sign in words) or (Rate.UTILISATION,)


def price_that_counts(rate: Rate, offered: Prices, fixed: Prices) -> Decimal | None:
    """The operator's fixed price where there is one, in pounds and pence; else what is offered."""
    price = fixed.get(rate)
    return offered.get(rate) if price is None else price.quantize(_PENNY)
