"""What bidding puts on the desk and beside its entry in the rail."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bidding.models import Ballot, BallotState
from bidding.rules.settling import is_near
from bidding.selectors.needs import ballots_in_need, bidding_without_us, worth_of
from bidding.services.approving import why_not_approve
from competitions.models import Opportunity
from competitions.rules.states import WE_MAY_BID
from portal.accounts.access import MemberRequest, requires
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.core.formats import plural
from portal.core.states import State, Tint
from portal.home.desk import DeskItem, panel_response
from portal.home.rail import count_response

WORDS = {
    BallotState.DRAFT: (State("Finish", Tint.IDLE), "Go on"),
    BallotState.AWAITING_APPROVAL: (State("Approve", Tint.ACT), "Review"),
    BallotState.REFUSED: (State("Refused", Tint.BAD), "Mend"),
}


@require_safe
@requires(Permission.BIDS_VIEW)
def desk_panel(request: MemberRequest) -> HttpResponse:
    """Ballots that need somebody, and open bidding in which we have none."""
    now = timezone.now()
    ballots = ballots_in_need(request.member, now)
    items = [_item(ballot, request.member, is_near(ballot.competition.closed_at, now)) for ballot in ballots]
    return panel_response(request, items + [_open(one) for one in bidding_without_us(request.member, now)])


@require_safe
@requires(Permission.BIDS_VIEW)
def rail_count(request: MemberRequest) -> HttpResponse:
    """How many ballots wait for this person or for anybody."""
    ballots = ballots_in_need(request.member, timezone.now()).exclude(state=BallotState.DRAFT)
    return count_response(request, ballots.count(), "ballots waiting")


def _open(opportunity: Opportunity) -> DeskItem:
    competition = opportunity.competition
    return DeskItem(
        key=f"competition-{competition.pk}",
        state=WE_MAY_BID,
        what=competition.product_type or "Competition",
        where=competition.name,
        ref=competition.reference,
        mw=opportunity.total_capacity_mw,
        until=competition.closed_at,
        url=competition.get_absolute_url(),
        action="Look",
    )


def _item(ballot: Ballot, member: Membership, near: bool) -> DeskItem:
    unsettled = State(ballot.state_shown.word, Tint.BAD if near else Tint.ACT, ballot.last_word)
    state, action = WORDS.get(BallotState(ballot.state), (unsettled, "Watch"))
    who = ballot.asked_by or ballot.drafted_by
    waits = ballot.state == BallotState.AWAITING_APPROVAL
    return DeskItem(
        key=f"ballot-{ballot.pk}",
        state=state,
        what=f"Ballot, {plural(ballot.bid_count, 'bid')}",  # type: ignore[attr-defined]
        where=ballot.competition.name,
        ref=ballot.competition.reference,
        mw=ballot.most_mw,  # type: ignore[attr-defined]
        worth=worth_of(ballot),
        until=ballot.competition.closed_at,
        who=str(who or ""),
        mine=bool(who and who.pk == member.user_id),
        primary=not why_not_approve(ballot, member) if waits else member.can(Permission.BIDS_DRAFT),
        url=ballot.get_absolute_url(),
        action=action,
    )
