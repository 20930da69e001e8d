"""The portfolio and the market on one map, and the assets that are on none."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assets.filters import AssetFilter
from assets.models import Asset
from competitions.models import Competition
from competitions.pictures.portfolio import picture_of
from competitions.selectors.areas import drawn_areas
from competitions.selectors.atlas import area_link, first_view
from competitions.selectors.listing import standing_of
from competitions.selectors.map import placed_assets, unplaced_assets
from competitions.selectors.nearby import Nearby, capacities_of
from competitions.tables import AreaTable, UnplacedTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.charts.land import OUTLINES, TOWNS
from portal.core.htmx import page_or_fragment


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
@requires(Permission.ASSETS_VIEW)
def portfolio_map(request: MemberRequest) -> HttpResponse:
    """All assets that the filter finds and all areas that can still be joined; `?area=` looks at one."""
    now, member = timezone.now(), request.member
    found = AssetFilter(request.GET, Asset.objects.visible_to(member), request=request)
    placed, areas = placed_assets(found.qs), drawn_areas(member, now)
    nearby = chosen_area(request, found, placed)
    view = first_view(placed.points, areas, nearby.area if nearby else None)
    export_mw, import_mw = capacities_of(placed.points)
    context = {
        "filter": found,
        "placed": len(placed.points),
        "unplaced": placed.unplaced,
        "export_mw": export_mw,
        "import_mw": import_mw,
        "table": AreaTable(Competition.objects.visible_to(member).joinable(now), request.GET, placed.points),
        **panel(request, nearby),
        "picture": lambda: picture_of(found.qs, areas, view, request.GET),
        "view": ",".join(f"{side:.5f}" for side in view.bounds),
        "land": {"outlines": OUTLINES, "towns": TOWNS},
        "tiles": settings.TILES_URL,
        "attribution": settings.TILES_ATTRIBUTION,
    }
    return page_or_fragment(request, "competitions/map.html", "results", context)


def chosen_area(request: MemberRequest, found: AssetFilter, placed: Any) -> Nearby | None:
    """The competition that `?area=` names. A stranger's, or none at all, is not found."""
    wanted = request.GET.get("area", "")
    if not wanted:
        return None
    rows = Competition.objects.visible_to(request.member).defer("raw")
    competition = rows.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None
    if competition is None:
        raise Http404("No such area.")
    return Nearby(competition, found.qs, placed)


def panel(request: MemberRequest, nearby: Nearby | None) -> dict[str, Any]:
    """What the panel beside the map says of the chosen area."""
    if nearby is None:
        return {"nearby": None}
    place = nearby.shown(request.GET.get("show", ""))
    page = nearby.page(place, request.GET.get("near"))
    link = area_link(request.GET, nearby.competition.pk)
    return {
        "nearby": nearby,
        "standing": standing_of(nearby.competition, timezone.now(), may_bid=False),
        "show": place.value,
        "near": page,
        "rows": nearby.rows(place, page),
        "area_link": link,
        "close_link": area_link(request.GET, None),
    }


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
@requires(Permission.ASSETS_VIEW)
def unplaced_list(request: MemberRequest) -> HttpResponse:
    """Assets of which nobody knows where they are, and what to do about it."""
    found = AssetFilter(request.GET, Asset.objects.visible_to(request.member), request=request)
    context = {
        "filter": found,
        "table": UnplacedTable(unplaced_assets(found.qs), request.GET),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
    }
    return page_or_fragment(request, "competitions/unplaced_list.html", "results", context)
