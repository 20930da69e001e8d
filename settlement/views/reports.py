"""Performance: deliveries that are over, and the report of each."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dispatch.models import Instruction
from portal.accounts.access import MemberRequest, requires
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.audit.models import Event
from portal.core.csvs import csv_response
from portal.core.htmx import page_or_fragment
from settlement.exports import report_rows
from settlement.filters import DeliveryFilter
from settlement.forms import ReportForm
from settlement.models import Report
from settlement.pictures import points_shown, report_picture
from settlement.rules.performance import Direction
from settlement.rules.rulesets import DEFAULT
from settlement.selectors import deliveries_over
from settlement.services.reports import NotReported, make_report
from settlement.tables import DeliveryTable, delivery_of, delivery_state, report_state

PARTS = ("obligation__competition", "settlement_delivery__latest")


def deliveries(member: Membership) -> QuerySet[Instruction]:
    """What the member's organisation delivered, with where settlement stands."""
    over = deliveries_over(timezone.now())
    return over.filter(organisation_id=member.organisation_id).select_related(*PARTS)


@require_safe
@requires(Permission.SETTLEMENT_VIEW)
def report_list(request: MemberRequest) -> HttpResponse:
    """Deliveries that are over, with data and report or what they lack."""
    found = DeliveryFilter(request.GET, deliveries(request.member))
    table = DeliveryTable(found.qs, request.GET)
    for row in table:
        row.settlement = delivery_of(row)  # type: ignore[attr-defined]
        row.state_shown = delivery_state(row)  # type: ignore[attr-defined]
    return page_or_fragment(
        request, "settlement/report_list.html", "results", {"filter": found, "table": table}
    )


@require_safe
@requires(Permission.SETTLEMENT_VIEW)
def report_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """A delivery's report in its newest version, or in `?version=`."""
    instruction = get_object_or_404(deliveries(request.member), pk=pk)
    context = shared(request, instruction) | shown(version_asked_for(request, instruction))
    return TemplateResponse(request, "settlement/report_detail.html", context)


@require_POST
@requires(Permission.SETTLEMENT_EDIT)
def report_make(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the next version with the chosen baseline."""
    instruction = get_object_or_404(deliveries(request.member), pk=pk)
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            report = make_report(
                instruction=instruction, by=request.member, now=timezone.now(), method=form.chosen()
            )
            messages.success(request, f"Version {report.version} made.")
            return redirect("settlement:report-detail", pk)
        except NotReported as error:
            form.add_error(None, str(error))
    report_shown = shown(version_asked_for(request, instruction))
    context = shared(request, instruction) | report_shown | {"form": form}
    return TemplateResponse(request, "settlement/report_detail.html", context, status=422)


def version_asked_for(request: MemberRequest, instruction: Instruction) -> Report | None:
    """`?version=`, else the newest; None before the first. 404 for one that does not exist."""
    versions = Report.objects.visible_to(request.member).filter(delivery__instruction=instruction)
    wanted = request.GET.get("version", "")
    if not wanted:
        return versions.select_related("made_by").order_by("-version").first()
    if not wanted.isdecimal():
        raise Http404
    return get_object_or_404(versions.select_related("made_by"), version=int(wanted))


def shared(request: MemberRequest, instruction: Instruction) -> dict[str, Any]:
    """What the page shows whether or not there is a report."""
    delivery = delivery_of(instruction)
    latest = delivery.latest if delivery else None
    method = latest.method_code if latest else DEFAULT.method.code
    return {
        "instruction": instruction,
        "delivery": delivery,
        "state": delivery_state(instruction),
        "versions": delivery.reports.order_by("version") if delivery else [],
        "form": ReportForm(initial={"method": method}),
        "can_edit": request.member.can(Permission.SETTLEMENT_EDIT),
    }


def shown(report: Report | None) -> dict[str, Any]:
    """A version's own parts."""
    if report is None:
        return {"report": None}
    return {
        "report": report,
        "report_state": report_state(report),
        "direction": Direction(report.direction).label,
        "intervals": report.intervals.all(),
        "picture": report_picture(report),
        "points": points_shown(report),
        "events": Event.objects.about(report).select_related("actor"),
    }


@require_safe
@requires(Permission.SETTLEMENT_VIEW)
def report_csv(request: MemberRequest, pk: int) -> HttpResponseBase:
    """A version of a report as CSV, with all its working."""
    instruction = get_object_or_404(deliveries(request.member), pk=pk)
    report = version_asked_for(request, instruction)
    if report is None:
        raise Http404
    return csv_response(f"report-{instruction.piclo_id}-v{report.version}", report_rows(report))
