"""Power and energy: MW on the market's side, kW and kWh on the meter's side. Generation and export are positive."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

KW_PER_MW = Decimal(1000)
KWH_STEP = Decimal("0.000001")
SECONDS_PER_HOUR = Decimal(3600)


def to_kw(mw: Decimal) -> Decimal:
    """MW to kW, exactly."""
    return mw * KW_PER_MW


def kwh_to_mwh(kwh: Decimal) -> Decimal:
    """kWh to MWh, exactly."""
    return kwh / KW_PER_MW


def quantise_kwh(kwh: Decimal) -> Decimal:
    """kWh to six decimals, half up: the step in which readings and baselines are kept."""
    return kwh.quantize(KWH_STEP, rounding=ROUND_HALF_UP)


def hours_of(length: timedelta) -> Decimal:
    """A length of time in hours, exact to the microsecond."""
    return Decimal(length // timedelta(microseconds=1)) / Decimal(1_000_000) / SECONDS_PER_HOUR
