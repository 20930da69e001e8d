"""When a contract may be called."""

from datetime import datetime, timedelta

from bidding.models import Obligation
from competitions.rules.calendar import occurrences
from portal.core.periods import LONDON, Period


def next_deliveries(obligation: Obligation, now: datetime, ahead: timedelta) -> list[Period]:
    """The occurrences of the contract's window that end between `now` and `ahead` of it, in order."""
    today = now.astimezone(LONDON).date()
    first = max(obligation.start_on, today - timedelta(days=1))
    last = min(obligation.end_on, (now + ahead).astimezone(LONDON).date())
    window = obligation.service_window
    found = occurrences(window.start_time, window.end_time, window.weekdays, first, last)
    return [period for period in found if period.end > now]
