"""With which arguments the addresses of settlement can be tried."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.accounts.models import Membership, Organisation
from portal.core.periods import settlement_period_start
from settlement.models import Invoice, Report
from settlement.reporting.looking import look_at
from settlement.rules.rulesets import DEFAULT
from tests.factories.accounts import MembershipFactory
from tests.factories.settlement import MPAN, any_file, make_contract, make_dispatch, make_site, meter_days


def samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    """A file, a delivery with a report, and an invoice of the organisation."""
    member = Membership.objects.filter(organisation=organisation).first() or MembershipFactory.create(
        organisation=organisation
    )
    file = any_file(organisation, member)
    report = make_sample_report(member)
    invoice = Invoice.objects.create(
        organisation=organisation,
        operator_name="SPEN",
        month="2026-07-01",
        version=Invoice.objects.count() + 1,
        rule_set_code=DEFAULT.code,
        rule_set_version=DEFAULT.version,
        paid_kwh=0,
        total_gbp=0,
        made_by=member.user,
        made_at=timezone.now(),
    )
    delivery = {"pk": report.delivery.instruction_id}
    return {
        "settlement:meter-file-detail": {"pk": file.pk},
        "settlement:meter-file-faults": {"pk": file.pk},
        "settlement:report-detail": delivery,
        "settlement:report-make": delivery,
        "settlement:report-csv": delivery,
        "settlement:invoice-detail": {"pk": invoice.pk},
        "settlement:invoice-csv": {"pk": invoice.pk},
        "api:meter-file-detail": {"pk": file.pk},
        "api:report-detail": {"pk": report.pk},
        "api:invoice-detail": {"pk": invoice.pk},
    }


def make_sample_report(member: Membership) -> Report:
    """A report of yesterday's delivery with metering but too few days for a baseline."""
    start = settlement_period_start(timezone.now() - timedelta(days=2))
    if not member.organisation.meters.exists():
        meter_days(member, MPAN, [(start + timedelta(days=n)).date() for n in (-1, 0, 1)])
    site = member.organisation.assets.filter(import_meter_id=MPAN).first() or make_site(member.organisation)
    dispatch = make_dispatch(
        make_contract(member.organisation), site, start_at=start, end_at=start + timedelta(hours=1)
    )
    report = look_at(dispatch.pk, now=timezone.now(), by=member).report
    if report is None:
        raise AssertionError("the sample delivery has no report")
    return report
