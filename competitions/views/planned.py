"""Competitions where planned assets are offered to them: which there are, and what we have planned for one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from competitions.models import Competition, Opportunity
from competitions.selectors.planned import capacity_type, direction_of, planned_offers
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission

MOST_OPTIONS = 1_000


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def competition_options(request: MemberRequest) -> HttpResponse:
    """The competitions that can still be joined, as the options of a list to type in."""
    rows = Competition.objects.visible_to(request.member).joinable(timezone.now())
    known = rows.order_by("reference").only("reference", "name", "operator_name")[:MOST_OPTIONS]
    return TemplateResponse(request, "competitions/options.html", {"competitions": known})


@require_safe
@requires(Permission.COMPETITIONS_VIEW)
def competition_planned(request: MemberRequest, pk: int) -> HttpResponse:
    """Our planned assets for one competition; a part of the competition's page."""
    competition = get_object_or_404(Competition.objects.visible_to(request.member), pk=pk)
    opportunity = Opportunity.objects.standing().filter(competition=competition).first()
    may_edit = request.member.can(Permission.ASSETS_EDIT)
    context = {
        "competition": competition,
        "direction": capacity_type(direction_of(competition)),
        "offers": planned_offers(request.member, competition, opportunity),
        "can_offer": may_edit and competition.is_joinable(timezone.now()),
    }
    return TemplateResponse(request, "competitions/planned.html", context)
