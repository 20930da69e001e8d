"""One asset in one competition: every reason, near or far, beside Piclo's own word."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assets.models import Asset
from competitions.models import Competition
from competitions.rules.codes import standing_of
from competitions.rules.states import STANDINGS, differs
from competitions.selectors.qualification import explained, words_on
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def pair_detail(request: MemberRequest, pk: int, asset_pk: int) -> HttpResponse:
    """Judged at this moment, by the same rule that keeps the lists."""
    competition = get_object_or_404(Competition.objects.visible_to(request.member), pk=pk)
    asset = get_object_or_404(Asset.objects.visible_to(request.member), pk=asset_pk)
    reasons = explained(asset, competition, timezone.now())
    word, their_reasons = words_on({(competition.pk, asset.pk): asset.piclo_id})[competition.pk, asset.pk]
    ours = standing_of(sum(reason.code for reason in reasons))
    context = {
        "competition": competition,
        "asset": asset,
        "reasons": reasons,
        "shown": STANDINGS[ours],
        "word": word,
        "their_reasons": their_reasons,
        "differs": differs(ours, word),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
    }
    return TemplateResponse(request, "competitions/pair_detail.html", context)
