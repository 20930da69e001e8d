"""What is asked of a system operator for a month, in runs that are never overwritten."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import Membership
from portal.core.units import kwh_to_mwh
from settlement.rules.rulesets import RuleSet, rule_set


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(organisation_id=member.organisation_id)

    def of(self, organisation_id: int, operator_name: str, month: date) -> Self:
        """Every run of one month's settlement with one operator, the newest first."""
        return self.filter(
            organisation_id=organisation_id, operator_name=operator_name, month=month
        ).order_by("-version")


class Invoice(models.Model):
    """One run of a month's settlement with an operator. It is made once and does not change; late data make another."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="invoices")
    operator_name = models.CharField("operator", max_length=120)
    # The first day of the month of delivery, in local time.
    month = models.DateField()
    version = models.PositiveIntegerField("run")
    rule_set_code = models.CharField(max_length=40)
    rule_set_version = models.PositiveIntegerField()
    # What the month's performance makes of each line; 1 where the rule set knows no factor.
    factor = models.DecimalField(max_digits=7, decimal_places=6, default=Decimal(1))
    paid_kwh = models.DecimalField("paid energy (kWh)", max_digits=18, decimal_places=6)
    total_gbp = models.DecimalField("total (£)", max_digits=14, decimal_places=2)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "operator_name", "month", "version"],
                name="invoice_run_once",
                violation_error_message="This run of the month's settlement exists.",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="invoice_month_first_day",
                violation_error_message="A month is named by its first day.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-month"], name="invoice_by_month")]

    def __str__(self) -> str:
        return f"{self.operator_name} {self.month:%B %Y}, run {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("settlement:invoice-detail", args=[self.pk])

    @property
    def mwh(self) -> Decimal:
        """Paid energy of all lines."""
        return kwh_to_mwh(self.paid_kwh)

    @property
    def rules(self) -> RuleSet:
        return rule_set(self.rule_set_code, self.rule_set_version)


class InvoiceLine(models.Model):
    """One dispatch's payment: energy x price, rounded; the invoice's total is the sum of its lines."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    instruction = models.ForeignKey("dispatch.Instruction", models.PROTECT, related_name="invoice_lines")
    report = models.ForeignKey("settlement.Report", models.PROTECT, related_name="invoice_lines")
    description = models.CharField(max_length=300)
    mwh = models.DecimalField("energy (MWh)", max_digits=18, decimal_places=9)
    price_gbp_per_mwh = models.DecimalField("price (£/MWh)", max_digits=12, decimal_places=4)
    amount_gbp = models.DecimalField("amount (£)", max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position_once"),
            models.UniqueConstraint(
                fields=["invoice", "instruction"],
                name="invoice_line_dispatch_once",
                violation_error_message="A dispatch stands once on an invoice.",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def report_url(self) -> str:
        """The page of the version that the line rests on."""
        url = reverse("settlement:report-detail", args=[self.instruction_id])
        return f"{url}?version={self.report.version}"
