"""Runs of feeds and single calls, for people who want to know what happened."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.connections.filters import CallFilter, RunFilter
from portal.connections.tables import CallTable, RefusedTable, RunCallTable, RunTable
from portal.core.htmx import page_or_fragment
from portal.piclo.models import Call, SyncRun
from portal.piclo.pacing import known_feeds


@require_safe
@requires(Permission.CONNECTION_VIEW)
def run_list(request: MemberRequest) -> HttpResponse:
    """Every reading of every feed that is still remembered."""
    found = RunFilter(request.GET, SyncRun.objects.visible_to(request.member))
    context = {"filter": found, "table": RunTable(found.qs, request.GET)}
    return page_or_fragment(request, "connections/run_list.html", "results", context)


@require_safe
@requires(Permission.CONNECTION_VIEW)
def run_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One reading: its counts, what it could not understand, its calls."""
    run = get_object_or_404(SyncRun.objects.visible_to(request.member), pk=pk)
    feed = known_feeds().get(run.feed)
    context = {
        "run": run,
        "changes_page": feed.changes if feed and (run.changed or run.gone) else "",
        "refused": RefusedTable(run.refused_records.order_by("pk")),
        "calls": RunCallTable(run.calls.all(), request.GET),
    }
    return page_or_fragment(request, "connections/run_detail.html", "account", context)


@require_safe
@requires(Permission.CONNECTION_VIEW)
def call_list(request: MemberRequest) -> HttpResponse:
    """Every request of the last week."""
    found = CallFilter(request.GET, Call.objects.visible_to(request.member))
    context = {"filter": found, "table": CallTable(found.qs, request.GET)}
    return page_or_fragment(request, "connections/call_list.html", "results", context)
