"""Invoices: a month's runs, a draft of the next, and each as CSV."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.audit.models import Event
from portal.core.csvs import csv_response
from portal.core.htmx import page_or_fragment
from settlement.exports import invoice_rows
from settlement.filters import InvoiceFilter
from settlement.forms import InvoiceForm
from settlement.models import Invoice
from settlement.selectors import line_changes, months_to_invoice
from settlement.services.invoices import NotInvoiced, draft_invoice, make_invoice
from settlement.tables import InvoiceTable


@require_safe
@requires(Permission.SETTLEMENT_VIEW)
def invoice_list(request: MemberRequest) -> HttpResponse:
    """Every run of every month."""
    runs = Invoice.objects.visible_to(request.member).annotate(line_count=Count("lines"))
    found = InvoiceFilter(request.GET, runs.select_related("made_by"))
    context = {
        "filter": found,
        "table": InvoiceTable(found.qs, request.GET),
        "can_edit": request.member.can(Permission.SETTLEMENT_EDIT),
    }
    return page_or_fragment(request, "settlement/invoice_list.html", "results", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SETTLEMENT_EDIT)
def invoice_create(request: MemberRequest) -> HttpResponse:
    """The months there are; with `?operator=&month=` the draft of the next run, which a post makes."""
    now = timezone.now()
    form = InvoiceForm(request.POST or request.GET)
    if not form.is_valid():
        context = {"months": months_to_invoice(request.member, now), "form": form}
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "settlement/invoice_months.html", context, status=status)
    asked = {"operator_name": form.cleaned_data["operator"], "month": form.cleaned_data["month"]}
    status = 200
    if request.method == "POST":
        try:
            invoice = make_invoice(**asked, by=request.member, now=now)
            messages.success(request, f"{invoice} made.")
            return redirect(invoice)
        except NotInvoiced as error:
            form.add_error(None, str(error))
            status = 422
    context = {"draft": draft_invoice(**asked, by=request.member, now=now), "form": form, "now": now}
    return TemplateResponse(request, "settlement/invoice_draft.html", context, status=status)


@require_safe
@requires(Permission.SETTLEMENT_VIEW)
def invoice_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One run: its lines, and how they differ from the run before."""
    invoices = Invoice.objects.visible_to(request.member).select_related("made_by")
    invoice = get_object_or_404(invoices, pk=pk)
    runs = list(Invoice.objects.of(invoice.organisation_id, invoice.operator_name, invoice.month))
    context = {
        "invoice": invoice,
        "runs": runs,
        "newest": runs[0],
        "line_count": invoice.lines.count(),
        "changes": line_changes(
            invoice, next((run for run in runs if run.version == invoice.version - 1), None)
        ),
        "events": Event.objects.about(invoice).select_related("actor"),
    }
    return TemplateResponse(request, "settlement/invoice_detail.html", context)


@require_safe
@requires(Permission.SETTLEMENT_VIEW)
def invoice_csv(request: MemberRequest, pk: int) -> HttpResponseBase:
    """The lines of a run as CSV."""
    invoice = get_object_or_404(Invoice.objects.visible_to(request.member), pk=pk)
    name = f"invoice-{invoice.operator_name}-{invoice.month:%Y-%m}-run-{invoice.version}"
    return csv_response(name, invoice_rows(invoice))
