"""The trading screen: one ballot with its grid, its assets, what may be done with it and what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from bidding.forms.grid import TypedRow, rows_from_offers
from bidding.forms.sheet import sheet_of
from bidding.models import Ballot, BallotState, BidResult
from bidding.rules.settling import is_near
from bidding.rules.transitions import ON_ITS_WAY
from bidding.rules.values import is_open
from bidding.selectors.market import Behind, behind, market_of, opportunity_of, qualified_assets, windows_of
from bidding.selectors.planned import planned_behind
from bidding.services.approving import why_not_approve, why_not_send_back
from portal.accounts.access import MemberRequest
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.audit.models import Event
from portal.core.htmx import page_or_fragment

TEMPLATE = "bidding/ballot_detail.html"
CHECKED = {BallotState.DRAFT, BallotState.AWAITING_APPROVAL}
COPIED = {BallotState.SUBMITTED, BallotState.REFUSED, BallotState.WITHDRAWN, BallotState.LAPSED}
MOVING = {BallotState.APPROVED, BallotState.SENDING, BallotState.UNCONFIRMED, BallotState.WITHDRAWING}
SHOWN_ASSETS = 500


@dataclass(frozen=True)
class Deeds:
    """What this person may do with the ballot now. `why_not_approve` says why an approver may not."""

    edit: bool
    approve: bool
    send_back: bool
    withdraw: bool
    copy: bool
    why_not_approve: str


def ballot_or_404(request: MemberRequest, pk: int) -> Ballot:
    """A ballot of the member's organisation."""
    ballots = Ballot.objects.visible_to(request.member).select_related(
        "competition", "organisation", "drafted_by", "asked_by", "approved_by", "replaces"
    )
    return get_object_or_404(ballots, pk=pk)


def deeds_of(ballot: Ballot, member: Membership, now: datetime) -> Deeds:
    """What may be done, by state, clock, permission and the rule of the second person."""
    drafts = member.can(Permission.BIDS_DRAFT)
    before_close = ballot.competition.closed_at is not None and now < ballot.competition.closed_at
    waits = ballot.state == BallotState.AWAITING_APPROVAL
    why_not = why_not_approve(ballot, member) if waits else ""
    back = waits or ballot.state == BallotState.APPROVED
    return Deeds(
        edit=ballot.is_draft and drafts and before_close,
        approve=waits and before_close and not why_not,
        send_back=back and not why_not_send_back(ballot, member),
        withdraw=ballot.state == BallotState.SUBMITTED and drafts and before_close,
        copy=ballot.state in COPIED and drafts and before_close and not _another_under_way(ballot),
        why_not_approve=why_not if member.can(Permission.BIDS_APPROVE) else "",
    )


def _another_under_way(ballot: Ballot) -> bool:
    others = Ballot.objects.filter(competition_id=ballot.competition_id, state__in=ON_ITS_WAY)
    return others.exclude(pk=ballot.pk).exists()


def ballot_page(
    request: MemberRequest,
    ballot: Ballot,
    *,
    typed: Sequence[TypedRow] | None = None,
    chosen: Behind | None = None,
    fragment: str = "grid",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page, or a fragment of it: with what is stored, or with what was just typed and is not saved yet."""
    context = ballot_context(ballot, request.member, timezone.now(), typed, chosen)
    return page_or_fragment(request, TEMPLATE, fragment, context | more, status)


def ballot_context(
    ballot: Ballot,
    member: Membership,
    now: datetime,
    typed: Sequence[TypedRow] | None = None,
    chosen: Behind | None = None,
) -> dict[str, Any]:
    """Everything that the trading screen shows."""
    competition, bids = ballot.competition, list(ballot.bids.all())
    windows, opportunity = windows_of(competition), opportunity_of(competition)
    qualified = qualified_assets(competition, opportunity)
    chosen = chosen or behind(ballot)
    market = market_of(competition, windows, opportunity, qualified, chosen)
    rows = rows_from_offers([bid.offer for bid in bids]) if typed is None else typed
    return {
        "ballot": ballot,
        "competition": competition,
        "sheet": sheet_of(rows, windows, market, now, bids),
        "qualified": qualified[:SHOWN_ASSETS],
        "qualified_count": len(qualified),
        "planned": planned_behind(member, opportunity),
        "behind": chosen,
        "deeds": deeds_of(ballot, member, now),
        "checked": ballot.state in CHECKED,
        "decided": any(bid.result != BidResult.OPEN for bid in bids),
        "moving": ballot.state in MOVING,
        "is_open": is_open(competition.open_at, competition.closed_at, now),
        "near": is_near(competition.closed_at, now),
        "events": Event.objects.about(ballot).select_related("actor")[:30],
    }
