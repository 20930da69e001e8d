"""Making a month's invoice."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from dispatch.models import Instruction
from portal.accounts.models import Membership, Organisation
from portal.audit.services import record_event
from portal.core.money import sum_lines
from portal.core.units import kwh_to_mwh
from settlement.models import Delivery, Invoice, InvoiceLine, Report
from settlement.rules.payments import utilisation_payment
from settlement.rules.performance import Direction, share
from settlement.rules.rulesets import DEFAULT, RuleSet, rule_set
from settlement.selectors import deliveries_of_month, local_words, month_of

ZERO = Decimal(0)


class NotInvoiced(Exception):
    """An invoice that was not made; the message says why."""


@dataclass(frozen=True)
class DraftLine:
    """One dispatch's line before it is kept. The amount is rounded by the rule set."""

    instruction: Instruction
    report: Report
    description: str
    mwh: Decimal
    price: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Gap:
    """A delivery of the month that cannot be invoiced yet, and why."""

    instruction: Instruction
    why: str


@dataclass(frozen=True)
class Draft:
    """A month's settlement with an operator as it would be made now."""

    operator_name: str
    month: date
    rules: RuleSet
    factor: Decimal
    lines: tuple[DraftLine, ...]
    gaps: tuple[Gap, ...]
    runs: tuple[Invoice, ...]

    @property
    def paid_kwh(self) -> Decimal:
        return sum((line.report.paid_kwh for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        """The sum of rounded lines."""
        return sum_lines(line.amount for line in self.lines)

    @property
    def version(self) -> int:
        return self.runs[0].version + 1 if self.runs else 1

    @property
    def repeats(self) -> bool:
        """Whether the newest run consists of the same lines."""
        if not self.runs:
            return False
        kept = self.runs[0].lines.values_list("report_id", "price_gbp_per_mwh", "amount_gbp")
        return list(kept) == [(line.report.pk, line.price, line.amount) for line in self.lines]


def draft_invoice(*, operator_name: str, month: date, by: Membership, now: datetime) -> Draft:
    """What an invoice of this month would say now. The rule set is that of the month's first run."""
    month = month.replace(day=1)
    runs = tuple(Invoice.objects.of(by.organisation_id, operator_name, month))
    rules = rule_set(runs[-1].rule_set_code, runs[-1].rule_set_version) if runs else DEFAULT
    billed: list[Report] = []
    gaps: list[Gap] = []
    for instruction in deliveries_of_month(by.organisation_id, operator_name, month, now):
        delivery: Delivery | None = getattr(instruction, "settlement_delivery", None)
        report: Report | None = delivery.latest if delivery else None
        if delivery is None or report is None:
            gaps.append(Gap(instruction, (delivery and delivery.note) or "no meter data yet"))
        elif report.utilisation_price is None:
            gaps.append(Gap(instruction, "its contract has no utilisation price"))
        else:
            report.delivery = delivery
            billed.append(report)
    factor = factor_of(rules, billed)
    lines = tuple(line_of(report, rules, factor) for report in billed)
    return Draft(operator_name, month, rules, factor, lines, tuple(gaps), runs)


def factor_of(rules: RuleSet, reports: list[Report]) -> Decimal:
    """What the month's performance makes of each line; 1 where the rule set knows no factor."""
    if rules.factor is None or not reports:
        return Decimal(1)
    delivered = sum((min(report.delivered_kwh, report.instructed_kwh) for report in reports), ZERO)
    instructed = sum((report.instructed_kwh for report in reports), ZERO)
    return rules.factor.of(share(delivered, instructed) * 100)


def line_of(report: Report, rules: RuleSet, factor: Decimal) -> DraftLine:
    """Paid energy x price x factor, rounded once."""
    instruction = report.delivery.instruction
    price = report.utilisation_price or ZERO
    amount = rules.rounding(utilisation_payment(report.paid_kwh, price) * factor)
    words = f"Dispatch {instruction.piclo_id}, {local_words(report.start_at, report.end_at)}"
    asked = Direction(report.direction).label.lower()
    description = f"{words}, {asked} {report.capacity_mw:.3f} MW"
    return DraftLine(instruction, report, description, kwh_to_mwh(report.paid_kwh), price, amount)


def make_invoice(*, operator_name: str, month: date, by: Membership, now: datetime) -> Invoice:
    """Make the next run of a month's settlement. Runs before it stay as they are.

    Raises NotInvoiced for a month to come, one with nothing to invoice, or where nothing changed since the last run.
    """
    if month.replace(day=1) > month_of(now):
        raise NotInvoiced(f"{month:%B %Y} has not begun.")
    with transaction.atomic():
        # One run at a time in an organisation: the next number and what it is compared with stay true.
        Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation_id)
        draft = draft_invoice(operator_name=operator_name, month=month, by=by, now=now)
        if not draft.lines:
            raise NotInvoiced(f"There is nothing to invoice to {operator_name} for {month:%B %Y} yet.")
        if draft.repeats:
            raise NotInvoiced(f"Nothing has changed since run {draft.version - 1}.")
        invoice = keep_invoice(draft, by=by, now=now)
        record_event(
            kind="invoice.made",
            organisation_id=by.organisation_id,
            actor_id=by.user_id,
            subject=invoice,
            at=now,
            before={"run": draft.version - 1, "total_gbp": draft.runs[0].total_gbp} if draft.runs else {},
            after={"run": draft.version, "total_gbp": invoice.total_gbp, "lines": len(draft.lines)},
        )
    return invoice


def keep_invoice(draft: Draft, *, by: Membership, now: datetime) -> Invoice:
    """The invoice and its lines as rows."""
    invoice = Invoice.objects.create(
        organisation=by.organisation,
        operator_name=draft.operator_name,
        month=draft.month,
        version=draft.version,
        rule_set_code=draft.rules.code,
        rule_set_version=draft.rules.version,
        factor=draft.factor,
        paid_kwh=draft.paid_kwh,
        total_gbp=draft.total,
        made_by=by.user,
        made_at=now,
    )
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            position=position,
            instruction=line.instruction,
            report=line.report,
            description=line.description,
            mwh=line.mwh,
            price_gbp_per_mwh=line.price,
            amount_gbp=line.amount,
        )
        for position, line in enumerate(draft.lines, start=1)
    )
    return invoice
