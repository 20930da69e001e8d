"""Pages of the market: what is wanted, where, when, and whether ours would do."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from assets.models import Asset
from competitions.filters import CompetitionFilter
from competitions.models import Opportunity
from competitions.pictures import map_of
from competitions.rules.qualification import Verdict
from competitions.selectors.detail import periods_of
from competitions.selectors.listing import listed_competitions, standing_of
from competitions.selectors.qualification import qualification_for, qualification_of
from competitions.tables import CompetitionTable, PricedCompetitionTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.htmx import page_or_fragment

VERDICTS_A_PAGE = 50
MOST_SHOWN = 40


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
    """One competition: facts, windows, area, and our assets against it."""
    now, member = timezone.now(), request.member
    competition = get_object_or_404(listed_competitions(member, now), pk=pk)
    opportunity = Opportunity.objects.standing().filter(competition=competition).first()
    qualification = qualification_for(competition, now)
    shown = request.GET.get("show", "")
    context = {
        "competition": competition,
        "standing": standing_of(competition, now, may_bid=opportunity is not None),
        "opportunity": opportunity,
        "periods": periods_of(competition),
        "qualification": qualification,
        "show": shown,
        "page": Paginator(qualification.shown(shown), VERDICTS_A_PAGE).get_page(request.GET.get("page")),
        "picture": map_of(competition, qualification),
        "sees_prices": member.can(Permission.BIDS_VIEW),
        "sees_map": member.can(Permission.ASSETS_VIEW),
        "can_bid": member.can(Permission.BIDS_DRAFT),
    }
    return page_or_fragment(request, "competitions/competition_detail.html", "verdicts", context)


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def asset_qualification(request: MemberRequest, pk: int) -> HttpResponse:
    """One asset against every competition that can still be joined; a part of the asset's page."""
    asset = get_object_or_404(Asset.objects.visible_to(request.member), pk=pk)
    verdicts = qualification_of(asset, request.member, timezone.now())
    near = [one for one in verdicts if one.judgement.verdict is not Verdict.DOES_NOT_FIT]
    others = [one for one in verdicts if one.judgement.verdict is Verdict.DOES_NOT_FIT]
    context = {"asset": asset, "near": near, "others": others[:MOST_SHOWN], "count": len(others)}
    return page_or_fragment(request, "competitions/asset_qualification.html", "verdicts", context)
