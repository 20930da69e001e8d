"""Voltage levels as the trade sorts them: low, high, extra high, and the grid's 132 kV."""

from decimal import Decimal
from typing import NamedTuple


class Band(NamedTuple):
    """From `above_kv`, itself left out, up to and with `upto_kv`; None is without end."""

    label: str
    above_kv: Decimal
    upto_kv: Decimal | None


BANDS = {
    "low": Band("Low, up to 1 kV", Decimal(0), Decimal(1)),
    "high": Band("High, 1 to 20 kV", Decimal(1), Decimal(20)),
    "extra_high": Band("Extra high, 20 to 66 kV", Decimal(20), Decimal(66)),
    "grid": Band("Grid, above 66 kV", Decimal(66), None),
}
