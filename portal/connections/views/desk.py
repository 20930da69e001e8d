"""What the connection puts on the desk: feeds that fail, and a Piclo that is not heard."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.accounts.access import MemberRequest, requires
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.connections.selectors import broken_connection, failing_feeds
from portal.core.states import State, Tint
from portal.home.desk import DeskItem, panel_response


@require_safe
@requires(Permission.CONNECTION_VIEW)
def desk_panel(request: MemberRequest) -> HttpResponse:
    """The connection where Piclo is not heard, else the feeds whose last reading failed."""
    return panel_response(request, _needs(request.member))


def _needs(member: Membership) -> Iterator[DeskItem]:
    """A broken connection says it all; its feeds would only repeat it."""
    may_mend = member.can(Permission.CONNECTION_MANAGE)
    broken = broken_connection(member)
    if broken:
        yield DeskItem(
            key=f"connection-{broken.pk}",
            state=State("Mend", Tint.BAD, broken.last_word),
            what="Piclo is not heard",
            where=broken.last_word[:120],
            url=reverse("connections:connection"),
            action="Open",
            since=broken.heard_at,
            primary=may_mend,
        )
        return
    for line in failing_feeds(member):
        if line.run:
            yield DeskItem(
                key=f"feed-{line.feed.pk}",
                state=State("Look into", Tint.BAD, line.run.error),
                what=f"Reading {line.feed.feed} fails",
                where=line.run.error[:120],
                url=reverse("connections:run-detail", kwargs={"pk": line.run.pk}),
                action="Open",
                since=line.run.started_at,
                primary=may_mend,
            )
