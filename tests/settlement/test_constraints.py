"""What the database refuses, and in which words a person reads it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.accounts.models import Membership
from settlement.models import (
    Delivery,
    Invoice,
    InvoiceLine,
    Meter,
    MeterFile,
    MeterReading,
    Report,
    ReportInterval,
)
from settlement.reporting.looking import look_at
from settlement.services.invoices import make_invoice
from tests.factories.settlement import (
    EVENT_START,
    NOW,
    make_contract,
    make_dispatch,
    make_site,
    meter_event,
)

pytestmark = pytest.mark.django_db
Change = Callable[[Any], None]


@pytest.fixture
def settled(owner: Membership) -> Invoice:
    """Everything from a file to an invoice."""
    meter_event(owner)
    dispatch = make_dispatch(make_contract(owner.organisation), make_site(owner.organisation))
    look_at(dispatch.pk, now=NOW)
    return make_invoice(operator_name="SPEN", month=date(2026, 7, 1), by=owner, now=NOW)


@pytest.mark.parametrize(
    ("model", "changes", "words"),
    [
        (
            MeterReading,
            {"start_at": EVENT_START + timedelta(minutes=10)},
            "starts on the hour or the half-hour",
        ),
        (MeterFile, {"state": "lost"}, "Unknown state of a meter data file"),
        (MeterFile, {"fault_count": 1}, "A file with faults is refused"),
        (MeterFile, {"rows_read": 5}, "Rows read are new, changed or unchanged"),
        (Delivery, {"state": "lost"}, "Unknown state of a delivery"),
        (Delivery, {"latest": None}, "A reported delivery has a report"),
        (Report, {"end_at": EVENT_START}, "ends after it starts"),
        (Report, {"paid_kwh": Decimal(-1)}, "are not negative"),
        (ReportInterval, {"counted": 2}, "No more points count than there are"),
        (Invoice, {"month": date(2026, 7, 2)}, "named by its first day"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(
    settled: Invoice, model: Any, changes: dict[str, Any], words: str
) -> None:
    row = model.objects.first()
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError, match=words):
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize("model", [Meter, MeterReading, Report, ReportInterval, Invoice, InvoiceLine])
def test_what_is_one_stands_once(settled: Invoice, model: Any) -> None:
    row = model.objects.first()
    row.pk = None
    with pytest.raises(ValidationError):
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
