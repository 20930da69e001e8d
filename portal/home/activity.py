"""The activity page: what people and rules decided in this organisation."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.audit.filters import EventFilter
from portal.audit.models import Event
from portal.core.htmx import page_or_fragment
from portal.core.tables import Column, Table


class EventTable(Table[Event]):
    """Events, newest first."""

    columns = (
        Column("at", "When", sort="at"),
        Column("kind", "What", sort="kind", kind="head"),
        Column("subject", "About", sort="subject_label"),
        Column("who", "Who"),
        Column("change", "Before and after", kind="full"),
    )
    default_sort = "-at"
    name = "events"


@require_safe
@requires(Permission.AUDIT_VIEW)
def activity(request: MemberRequest) -> HttpResponse:
    """Every audit event, to filter and page through."""
    events = Event.objects.visible_to(request.member).select_related("actor")
    found = EventFilter(request.GET, events)
    context = {"filter": found, "table": EventTable(found.qs, request.GET)}
    return page_or_fragment(request, "home/activity.html", "results", context)
