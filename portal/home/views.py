"""The desk, and the page that shows every component."""

from django.conf import settings
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.access import MemberRequest, requires
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.audit.models import Event
from portal.home.panels import panels_of, rendered_panels
from portal.home.specimens import specimens

SHOWN_EVENTS = 8


@require_safe
@requires()
def desk(request: MemberRequest) -> HttpResponse:
    """What needs somebody now. `?plain=1` brings all panels with the page, for browsers without scripts."""
    panels = panels_of(settings.DESK_PANELS, request.member)
    plain = "plain" in request.GET
    context = {
        "panels": panels,
        "plain": plain,
        "rendered": rendered_panels(request, panels) if plain else [],
        "events": latest_events(request.member),
    }
    return TemplateResponse(request, "home/desk.html", context)


def latest_events(member: Membership) -> list[Event]:
    """The last decisions, for those who may see them."""
    if not member.can(Permission.AUDIT_VIEW):
        return []
    return list(
        Event.objects.visible_to(member).select_related("actor").order_by("-at", "-pk")[:SHOWN_EVENTS]
    )


@require_safe
@requires()
def look(request: MemberRequest) -> HttpResponse:
    """Every component with every state: what to copy, and what the accessibility check reads."""
    return TemplateResponse(request, "home/look.html", specimens(request, timezone.now()))
