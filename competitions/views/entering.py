"""What we can enter, across all competitions, and what is missing."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from competitions.filters import CompetitionFilter
from competitions.selectors.entering import entered_by, without_position
from competitions.tables import EntryTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.htmx import page_or_fragment


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def entry_list(request: MemberRequest) -> HttpResponse:
    """Each competition that can still be joined, with the MW that fit and the MW behind something to be done."""
    now = timezone.now()
    found = CompetitionFilter(request.GET, entered_by(request.member, now).defer("raw", "boundary"))
    context = {
        "filter": found,
        "table": EntryTable(found.qs, request.GET, now),
        "unplaced": without_position(request.member).count(),
    }
    return page_or_fragment(request, "competitions/entry_list.html", "results", context)
