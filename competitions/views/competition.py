"""Pages of the market: what is wanted, where, when, and whether ours would do."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from competitions.filters import CompetitionFilter
from competitions.models import Competition, Opportunity
from competitions.pictures import map_of
from competitions.rules.reasons import size_doubts
from competitions.selectors.detail import periods_of
from competitions.selectors.entering import tallies_of, without_position
from competitions.selectors.groups import group_sizes
from competitions.selectors.listing import listed_competitions, standing_of
from competitions.selectors.qualification import LOOKED_AT_THERE, told, verdicts_in, wanted_in
from competitions.selectors.verdicts import chosen, tabs_of
from competitions.tables import CompetitionTable, PricedCompetitionTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.htmx import page_or_fragment

VERDICTS_A_PAGE = 50
SHOWN = ("competition_id", "asset_id", "place", "standing", "codes", "capacity_w")


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def competition_list(request: MemberRequest) -> HttpResponse:
    """The market, to search, filter and sort."""
    now, sees_prices = timezone.now(), request.member.can(Permission.BIDS_VIEW)
    found = CompetitionFilter(request.GET, listed_competitions(request.member, now).defer("raw", "boundary"))
    table = PricedCompetitionTable if sees_prices else CompetitionTable
    context = {"filter": found, "table": table(found.qs, request.GET, now), "sees_prices": sees_prices}
    return page_or_fragment(request, "competitions/competition_list.html", "results", context)


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def competition_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One competition: facts, windows, area, and what our assets would do in it."""
    now, member = timezone.now(), request.member
    competition = get_object_or_404(listed_competitions(member, now), pk=pk)
    context = _verdicts(request, competition)
    if not request.htmx:
        opportunity = Opportunity.objects.standing().filter(competition=competition).first()
        context |= {
            "standing": standing_of(competition, now, may_bid=opportunity is not None),
            "opportunity": opportunity,
            "periods": periods_of(competition),
            "picture": map_of(competition),
            "sees_prices": member.can(Permission.BIDS_VIEW),
            "sees_map": member.can(Permission.ASSETS_VIEW),
            "can_bid": member.can(Permission.BIDS_DRAFT),
        }
    return page_or_fragment(request, "competitions/competition_detail.html", "verdicts", context)


def _verdicts(request: MemberRequest, competition: Competition) -> dict[str, object]:
    """Our assets in a competition: tabs, one page of rows, and what would unlock more."""
    tally, wanted = tallies_of([competition.pk])[competition.pk], wanted_in(competition)
    show, todo = request.GET.get("show", ""), request.GET.get("todo", "")
    rows = chosen(verdicts_in(competition), show, todo).select_related("asset").only(*SHOWN, *LOOKED_AT_THERE)
    page = Paginator(rows, VERDICTS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "competition": competition,
        "tally": tally,
        "wanted": wanted,
        "verdicts": told(list(page.object_list), timezone.now()),
        "page": page,
        "show": show,
        "todo": todo,
        "tabs": tabs_of(tally),
        "doubts": size_doubts(wanted.windows, tally.fits_mw),
        "groups": group_sizes(competition, wanted.windows),
        "unplaced": without_position(request.member).count(),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
    }
