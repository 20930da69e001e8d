"""Asking for a performance report."""

from datetime import datetime

from dispatch.models import Instruction
from portal.accounts.models import Membership
from settlement.models import Report
from settlement.reporting.assessing import NothingToReport
from settlement.reporting.looking import look_at
from settlement.rules.methods import Method
from settlement.selectors import deliveries_over


class NotReported(Exception):
    """A report that could not be made; the message says why."""


class NothingNew(NotReported):
    """The newest report says the same already."""


def make_report(
    *, instruction: Instruction, by: Membership, now: datetime, method: Method | None = None
) -> Report:
    """Make a new version of a dispatch's report with the data that are there, complete or not.

    `method` None keeps the baseline method of the version before, or takes the rule set's.
    Raises NotReported while the delivery is not over or has no data, NothingNew where no figure would differ.
    """
    if not deliveries_over(now).filter(pk=instruction.pk).exists():
        raise NotReported("Only a delivery that was accepted and is over can be reported on.")
    try:
        outcome = look_at(instruction.pk, now=now, by=by, method=method)
    except NothingToReport as reason:
        raise NotReported(str(reason)) from reason
    if outcome.report is None or not outcome.is_new:
        raise NothingNew("The newest version says the same: nothing has changed since.")
    return outcome.report
