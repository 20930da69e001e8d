"""What came of the bids: results, and the contracts that accepted ones became."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bidding.filters import ObligationFilter, ResultFilter
from bidding.selectors.deliveries import next_deliveries
from bidding.selectors.lists import obligations_for_list, results_for_list
from bidding.tables import ObligationTable, ResultTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.audit.models import Event
from portal.core.htmx import page_or_fragment

AHEAD = timedelta(days=30)


@require_safe
@requires(Permission.BIDS_VIEW)
def result_list(request: MemberRequest) -> HttpResponse:
    """Bids that operators decided, with their reasons."""
    found = ResultFilter(request.GET, results_for_list(request.member))
    context = {"filter": found, "table": ResultTable(found.qs, request.GET)}
    return page_or_fragment(request, "bidding/result_list.html", "results", context)


@require_safe
@requires(Permission.BIDS_VIEW)
def obligation_list(request: MemberRequest) -> HttpResponse:
    """All contracts."""
    found = ObligationFilter(request.GET, obligations_for_list(request.member))
    context = {"filter": found, "table": ObligationTable(found.qs, request.GET)}
    return page_or_fragment(request, "bidding/obligation_list.html", "results", context)


@require_safe
@requires(Permission.BIDS_VIEW)
def obligation_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One contract: what it binds to, with which assets, and when it may be called in the next 30 days."""
    rows = obligations_for_list(request.member).select_related("bid__ballot")
    obligation = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    context = {
        "obligation": obligation,
        "assets": obligation.assets.order_by("name"),
        "deliveries": next_deliveries(obligation, now, AHEAD),
        "events": Event.objects.about(obligation).select_related("actor")[:30],
    }
    return TemplateResponse(request, "bidding/obligation_detail.html", context)
