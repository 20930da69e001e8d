"""What tests of reports do again and again."""

from datetime import datetime
from decimal import Decimal

from dispatch.models import Instruction
from settlement.models import Delivery, MeterReading, Report
from settlement.reporting.looking import look_at
from tests.factories.settlement import MPAN, NOW


def reported(dispatch: Instruction, now: datetime = NOW) -> Report:
    """The report that a look at the delivery makes."""
    report = look_at(dispatch.pk, now=now).report
    assert report is not None
    report.refresh_from_db()
    return report


def change(start: datetime, kwh: str, ident: str = MPAN) -> None:
    """Correct a reading, as a later file would, and have the deliveries looked at again."""
    MeterReading.objects.filter(meter__ident=ident, start_at=start).update(kwh=Decimal(kwh))
    Delivery.objects.update(checked_at=None)
