"""The connection itself: its state, its credentials, its feeds."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.connections.forms import ConnectionForm
from portal.connections.selectors import connection_of, feed_lines
from portal.core.htmx import page_or_fragment
from portal.piclo.models import Connection
from portal.piclo.services import (
    ConnectionChanged,
    WouldBreakWorkingConnection,
    save_connection,
    try_connection,
)


@require_safe
@requires(Permission.CONNECTION_VIEW)
def connection(request: MemberRequest) -> HttpResponse:
    """How Piclo is reached, whether it is heard, and what is read from it."""
    context = {
        "connection": connection_of(request.member),
        "lines": feed_lines(request.member),
        "can_manage": request.member.can(Permission.CONNECTION_MANAGE),
    }
    return page_or_fragment(request, "connections/connection.html", "state", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CONNECTION_MANAGE)
def edit(request: MemberRequest) -> HttpResponse:
    """Address, provider and credentials; tested before they are kept."""
    standing = connection_of(request.member)
    is_practice = request.member.organisation.is_practice
    form = ConnectionForm(request.POST or None, instance=standing, is_practice=is_practice)
    if request.method == "POST" and form.is_valid() and (saved := _saved(request, form)):
        if saved.is_working:
            messages.success(request, "Piclo knows these credentials. Everything is being read now.")
        else:
            messages.warning(request, f"Saved, but it does not work yet: {saved.last_word}")
        return redirect("connections:connection")
    context = {"form": form, "connection": standing}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "connections/connection_form.html", context, status=status)


def _saved(request: MemberRequest, form: ConnectionForm) -> Connection | None:
    """The saved connection; None with the reason on the form."""
    try:
        return save_connection(
            values=form.values(),
            version=form.cleaned_data["version"],
            knowingly=form.cleaned_data["knowingly"],
            by=request.member,
            now=timezone.now(),
        )
    except WouldBreakWorkingConnection as refused:
        form.offer_knowingly()
        form.add_error(None, f"{refused} The connection that stands now works and was left as it is.")
    except ConnectionChanged:
        form.stale_against(Connection.objects.get(organisation_id=request.member.organisation_id))
    return None


@require_POST
@requires(Permission.CONNECTION_MANAGE)
def try_now(request: MemberRequest) -> HttpResponse:
    """Ask Piclo who we are."""
    standing = connection_of(request.member)
    if standing is None:
        messages.info(request, "There is nothing to test yet: say first how Piclo is reached.")
        return redirect("connections:edit")
    verdict = try_connection(connection=standing, by=request.member, now=timezone.now())
    if verdict.works:
        messages.success(request, "Piclo answered and knows this provider.")
    else:
        messages.error(request, verdict.words)
    return redirect("connections:connection")
