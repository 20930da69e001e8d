"""What of company approval needs somebody now."""

from collections.abc import Iterator
from datetime import datetime, time

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from competitions.models import ApplicationStatus, CompanyDocument
from competitions.selectors.applications import Market, document_state, markets_for, running_out
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.formats import LONDON, local, plural
from portal.home.desk import DeskItem, panel_response
from portal.home.rail import count_response


@require_safe
@requires(Permission.APPLICATIONS_EDIT)
def application_desk_panel(request: MemberRequest) -> HttpResponse:
    """Applications that were turned down or wait to be handed in, and documents that run out."""
    return panel_response(request, _items(request, timezone.now()))


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def application_rail_count(request: MemberRequest) -> HttpResponse:
    """How many markets wait for us."""
    waiting = [market for market in markets_for(request.member, timezone.now()) if market.needs_somebody]
    return count_response(request, len(waiting), "approvals need somebody")


def _items(request: MemberRequest, now: datetime) -> Iterator[DeskItem]:
    for market in markets_for(request.member, now):
        if market.needs_somebody:
            yield _market_item(market)
    for document in running_out(request.member, now):
        yield _document_item(document, now)


def _market_item(market: Market) -> DeskItem:
    application = market.application
    rejected = application is not None and application.status == ApplicationStatus.REJECTED
    return DeskItem(
        key=f"application-{market.reference}",
        state=market.shown,
        what=f"Approval by {market.operator_name}",
        where=_where(market),
        ref=market.reference,
        mw=market.waiting.mw or None,
        since=application.modified_at if application else None,
        primary=True,
        url=application.get_absolute_url() if application else reverse("competitions:application-list"),
        action="Mend" if rejected else "Open" if application else "Apply",
    )


def _where(market: Market) -> str:
    """Why it matters: the operator's or Piclo's words, else what waits."""
    if market.application and market.application.reason:
        return market.application.reason[:80]
    if market.last and market.last.words:
        return market.last.words[:80]
    return f"{plural(market.waiting.count, 'competition')} that can still be joined"


def _document_item(document: CompanyDocument, now: datetime) -> DeskItem:
    last = datetime.combine(document.expires_on, time.max, LONDON) if document.expires_on else None
    return DeskItem(
        key=f"document-{document.pk}",
        state=document_state(document, local(now).date()),
        what=document.get_kind_display(),
        where=document.entity,
        ref=document.name[:40],
        until=last,
        primary=True,
        url=reverse("competitions:document-replace", args=[document.pk]),
        action="Replace",
    )
