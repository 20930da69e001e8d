"""The portfolio as a list."""

from functools import partial

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assets.filters import AssetFilter
from assets.rules.readings import ASSETS
from assets.selectors import assets_listed, columns_of, filters_of, unsent_in_words, with_chosen
from assets.tables import AssetTable
from assets.views.deeds import DEEDS
from assets.views.readings import strips_of
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.htmx import page_or_fragment, wants_fragment


@require_safe
@requires(Permission.ASSETS_VIEW)
def asset_list(request: MemberRequest) -> HttpResponse:
    """The portfolio, to search, filter and sort."""
    found = AssetFilter(request.GET, assets_listed(request.member), request=request)
    chosen = columns_of(request.member)
    rows = with_chosen(found.qs, chosen, timezone.now())
    context = {
        "filter": found,
        "table": AssetTable(rows, request.GET, chosen),
        "saved": filters_of(request.member),
        "manages_team": request.member.can(Permission.TEAM_MANAGE),
        "deeds": DEEDS,
        "query": found.query_kept(),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
        # Only a whole page asks.
        "unsent": partial(unsent_in_words, request.member),
    }
    if not wants_fragment(request):
        context |= strips_of(request, ASSETS)
    return page_or_fragment(request, "assets/asset_list.html", "results", context)
