"""Readings of Piclo: what one changed, and what the last one brought."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assets.models import PushRunState
from assets.rules.readings import ASSETS, PLANNED
from assets.selectors.push_runs import run_to_tell
from assets.selectors.readings import changes_in, last_reading, readings_of, told_of
from assets.services import NotConnectedError, read_now
from assets.tables import ReadingTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.formats import clock
from portal.core.htmx import page_or_fragment, wants_fragment
from portal.piclo.services import AlreadyBeingRead, ReadTooSoon

LISTS = {ASSETS: "assets:asset-list", PLANNED: "assets:planned-asset-list"}
STRIPS = {ASSETS: "assets:asset-strips", PLANNED: "assets:planned-asset-strips"}
READ = {ASSETS: "assets:asset-read-now", PLANNED: "assets:planned-asset-read-now"}


def strips_of(request: MemberRequest, feed: str) -> dict[str, Any]:
    """What the head of a list tells of its traffic with Piclo, and whether there is soon more to tell."""
    now = timezone.now()
    reading = last_reading(request.member, feed, now)
    push_run = run_to_tell(request.member, now) if feed == ASSETS else None
    is_sending = push_run is not None and push_run.state == PushRunState.RUNNING
    return {
        "reading": reading,
        "push_run": push_run,
        "strips_poll": is_sending or (reading is not None and reading.is_on_its_way),
        "strips_url": STRIPS[feed],
        "read_url": READ[feed],
        "can_read": request.member.can(Permission.CONNECTION_MANAGE),
        "sees_runs": request.member.can(Permission.CONNECTION_VIEW),
    }


@require_safe
@requires(Permission.ASSETS_VIEW)
def strips(request: MemberRequest, feed: str) -> HttpResponse:
    """The head of a list alone, for a page that waits for news; the whole list to who opens the address."""
    if not wants_fragment(request):
        return redirect(LISTS[feed])
    return TemplateResponse(request, "assets/strips.html", strips_of(request, feed))


@require_POST
@requires(Permission.CONNECTION_MANAGE)
def reading_ask(request: MemberRequest, feed: str) -> HttpResponse:
    """Have Piclo asked now for all that it has."""
    try:
        read_now(feed=feed, by=request.member, now=timezone.now())
        messages.success(request, "Piclo is asked now. What it changes is told here.")
    except (NotConnectedError, AlreadyBeingRead) as error:
        messages.info(request, str(error))
    except ReadTooSoon as early:
        messages.warning(request, f"{early} It may be asked again at {clock(early.again_at)}.")
    return redirect(LISTS[feed])


@require_safe
@requires(Permission.ASSETS_VIEW)
def reading_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What one reading changed, asset by asset."""
    run = get_object_or_404(readings_of(request.member), pk=pk)
    table = ReadingTable(changes_in(run), request.GET)
    context = {
        "run": run,
        "table": table,
        "told": told_of(table),
        "of_planned": run.feed == PLANNED,
        "sees_runs": request.member.can(Permission.CONNECTION_VIEW),
    }
    return page_or_fragment(request, "assets/reading_detail.html", "results", context)
