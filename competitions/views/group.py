"""One group of assets against every competition that can still be joined."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from assets.models import AssetGroup
from competitions.selectors.groups import sizes_of_group
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.htmx import page_or_fragment


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def group_entering(request: MemberRequest, pk: int) -> HttpResponse:
    """What a group has together where it fits, and where that is too little; a part of the group's page."""
    group = get_object_or_404(AssetGroup.objects.visible_to(request.member), pk=pk)
    context = {"group": group, "sizes": sizes_of_group(group, request.member, timezone.now())}
    return page_or_fragment(request, "competitions/group_entering.html", "sizes", context)
