"""Prices: which ones a competition asks for, and what an offer costs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

RATE_TYPES = ("availability", "utilisation", "service_fee")
ASKED = {
    "availability": ("availability",),
    "utilisation": ("utilisation",),
    "availability and utilisation": ("availability", "utilisation"),
    "service fee": ("service_fee",),
}


def rates_asked(competition_type: str) -> tuple[str, ...]:
    """The rate types that a bid must carry, no more and no fewer. An unknown type asks for utilisation."""
    return ASKED.get(competition_type.strip().lower(), ("utilisation",))


def rate_errors(
    rates: Mapping[str, Decimal], competition_type: str, fixed: Mapping[str, Decimal]
) -> list[str]:
    """What is wrong with a bid's prices: another type than asked for, one missing, or a fixed one changed."""
    asked = rates_asked(competition_type)
    strange = [name for name in rates if name not in asked]
    missing = [name for name in asked if name not in rates and name not in fixed]
    errors = [f"This competition asks for {' and '.join(asked)}."] if strange or missing else []
    errors += [
        f"The {name} rate is fixed at {fixed[name]:.2f}."
        for name, value in rates.items()
        if name in fixed and value != fixed[name]
    ]
    return errors


def complete_rates(
    rates: Mapping[str, Decimal], competition_type: str, fixed: Mapping[str, Decimal]
) -> list[dict[str, str]]:
    """A bid's prices as they are kept: in Piclo's order, with the fixed ones filled in."""
    merged = {**fixed, **rates}
    return [
        {"type": name, "value": f"{merged[name]:.2f}"}
        for name in rates_asked(competition_type)
        if name in merged
    ]


def effective_price(rates: Sequence[Mapping[str, str]], window_hours: Decimal) -> Decimal:
    """GBP per MWh if the whole window is called: what an offer's different prices are compared by.

    Availability (GBP/MW/h) is paid for the same hours; the service fee (GBP/MW a window) spreads over them.
    """
    values = {rate["type"]: Decimal(rate["value"]) for rate in rates}
    fee = values.get("service_fee", Decimal(0)) / window_hours
    return values.get("utilisation", Decimal(0)) + values.get("availability", Decimal(0)) + fee
