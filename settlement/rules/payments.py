"""What energy and availability are worth, in pounds. Amounts are exact here; a line is rounded once, at its end."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal.core.periods import Period
from portal.core.units import kwh_to_mwh

ZERO = Decimal(0)


def utilisation_payment(paid_kwh: Decimal, price_gbp_per_mwh: Decimal) -> Decimal:
    """Energy that is paid for x utilisation price, exact."""
    return kwh_to_mwh(paid_kwh) * price_gbp_per_mwh


def availability_payment(
    window: Period, agreed_mw: Decimal, price_gbp_per_mw_h: Decimal, unavailable: Iterable[Period] = ()
) -> Decimal:
    """Agreed MW x hours of the window x availability price, without the hours declared unavailable; exact.

    Declared periods may overlap each other; an hour is taken off once.
    """
    hours, reached = window.hours, window.start
    for period in sorted(unavailable):
        lost = window.overlap(period)
        if lost and lost.end > reached:
            hours -= Period(max(lost.start, reached), lost.end).hours
            reached = lost.end
    return agreed_mw * hours * price_gbp_per_mw_h


@dataclass(frozen=True)
class OneSidedPenalty:
    """Pay for what was turned down of the order, take back for what is missing (UFTP): prices per MW and period."""

    price: Decimal
    penalty: Decimal

    def settle(self, *, baseline: Decimal, ordered: Decimal, allocation: Decimal) -> Decimal:
        """Settlement for a load `baseline` ordered down by `ordered` that stood at `allocation`, all in MW of load."""
        delivered = min(ordered, max(ZERO, baseline - allocation))
        deficiency = max(ZERO, allocation - (baseline - ordered))
        return delivered * self.price - deficiency * self.penalty
