"""One asset against every competition that can still be joined."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from assets.models import Asset
from competitions.models import Competition
from competitions.rules.codes import Standing
from competitions.selectors.entering import without_position
from competitions.selectors.qualification import told, verdicts_on
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.htmx import page_or_fragment

# An asset is near a few competitions, not near thousands; these are the ones it is told of on one page.
MOST_SHOWN = 200


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def asset_qualification(request: MemberRequest, pk: int) -> HttpResponse:
    """Where an asset is active, what it takes elsewhere, and where it is of no use; a part of the asset's page."""
    asset, now = get_object_or_404(Asset.objects.visible_to(request.member), pk=pk), timezone.now()
    verdicts = told(
        verdicts_on(asset, request.member, now).select_related("asset", "competition")[:MOST_SHOWN], now
    )
    joinable = Competition.objects.visible_to(request.member).joinable(now).count()
    context = {
        "asset": asset,
        "active": [one for one in verdicts if one.verdict.standing <= Standing.DOUBTFUL],
        "action": [one for one in verdicts if one.verdict.standing == Standing.ACTION],
        "ineligible": [one for one in verdicts if one.verdict.standing == Standing.INELIGIBLE],
        "joinable": joinable,
        "far_count": joinable - len(verdicts),
        "unplaced": without_position(request.member).filter(pk=asset.pk).exists(),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
    }
    return page_or_fragment(request, "competitions/asset_qualification.html", "verdicts", context)
