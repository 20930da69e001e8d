"""What an instruction is worth, and how much of the time to answer is left."""

from datetime import datetime, timedelta
from decimal import Decimal

from portal.core.money import to_pence
from portal.core.periods import Period

# A deadline to answer by is near, and then pressing. What merely runs is neither.
NEAR, SOON, CALM = timedelta(minutes=15), timedelta(minutes=5), timedelta(0)


def worth_of(capacity_mw: Decimal, period: Period, utilisation_price: Decimal | None) -> Decimal | None:
    """MW x hours x GBP/MWh in pounds, if all of it is delivered; None where no utilisation is paid."""
    if utilisation_price is None:
        return None
    return to_pence(capacity_mw * period.hours * utilisation_price)


def share_left(issued_at: datetime | None, respond_by: datetime | None, now: datetime) -> float:
    """How much of the time to answer is left, 1 at the issue and 0 at the deadline."""
    if issued_at is None or respond_by is None or respond_by <= issued_at:
        return 0.0
    return max(0.0, min(1.0, (respond_by - now) / (respond_by - issued_at)))
