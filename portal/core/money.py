"""Money is decimal. A line is rounded half up to the penny, and rounded lines are summed."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")


def to_pence(amount: Decimal) -> Decimal:
    """An amount in pounds, rounded half up (away from zero) to the penny."""
    return amount.quantize(PENNY, rounding=ROUND_HALF_UP)


def sum_lines(lines: Iterable[Decimal]) -> Decimal:
    """The total of lines, each already rounded: never the rounding of an unrounded total."""
    return sum((to_pence(line) for line in lines), Decimal("0.00"))
