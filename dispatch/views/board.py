"""The dispatch board, its heartbeat, and what it says to the desk and the rail."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dispatch.rules.worth import CALM, NEAR, SOON
from dispatch.selectors.board import board_for, count_to_answer
from dispatch.selectors.desk import desk_items
from dispatch.selectors.health import alarms_for, heartbeat_of
from dispatch.selectors.lines import may_see_prices
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.htmx import page_or_fragment
from portal.home.desk import panel_response
from portal.home.rail import count_response


@require_safe
@requires(Permission.DISPATCH_VIEW)
def board(request: MemberRequest) -> HttpResponse:
    """The page; for htmx its sections, or (?pulse=) the heartbeat, which tells the sections when to reload."""
    member, now = request.member, timezone.now()
    shown = board_for(member, now)
    alarms = alarms_for(member, now)
    seen = f"{shown.digest}{len(alarms)}"
    context = {
        "board": shown,
        "alarms": alarms,
        "heartbeat": heartbeat_of(member),
        "seen": seen,
        "priced": may_see_prices(member),
        "may_answer": member.can(Permission.DISPATCH_ANSWER),
        "here": reverse("dispatch:board"),
        "near": NEAR,
        "soon": SOON,
        "calm": CALM,
    }
    pulse = request.GET.get("pulse")
    part = "sections" if pulse is None else "pulse"
    response = page_or_fragment(request, "dispatch/board.html", part, context)
    if pulse is not None and pulse != seen:
        response.headers["HX-Trigger"] = "board-changed, recount"
    return response


@require_safe
@requires(Permission.DISPATCH_VIEW)
def desk_panel(request: MemberRequest) -> HttpResponse:
    """What dispatch puts on the desk."""
    return panel_response(request, desk_items(request.member, timezone.now()))


@require_safe
@requires(Permission.DISPATCH_VIEW)
def rail_count(request: MemberRequest) -> HttpResponse:
    """How many instructions need somebody."""
    return count_response(request, count_to_answer(request.member, timezone.now()), "to answer")
