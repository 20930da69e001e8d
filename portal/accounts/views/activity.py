"""What was decided, by whom and when."""

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.accounts.selectors import activity_of

KINDS = [
    "asset",
    "ballot",
    "bid",
    "obligation",
    "instruction",
    "meter-file",
    "report",
    "invoice",
    "connection",
    "member",
]


@require_http_methods(["GET", "HEAD"])
@requires(Permission.AUDIT_VIEW)
def activity(request: MemberRequest) -> HttpResponseBase:
    kind, person = request.GET.get("kind", ""), request.GET.get("person", "").strip()
    events = activity_of(request.member, kind=kind, person=person)
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    context = {"page": page, "kinds": KINDS, "kind": kind, "person": person}
    return TemplateResponse(request, "accounts/activity.html", context)
