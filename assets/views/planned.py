"""Planned assets: listed, looked at, offered, changed, sent, discarded."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets.filters import PlannedAssetFilter
from assets.forms import PlannedAssetForm
from assets.models import PlannedAsset
from assets.rules.planned_fields import CAPACITY_TYPES
from assets.rules.readings import PLANNED
from assets.selectors import planned_timeline_of
from assets.services import (
    AssetError,
    NothingToSendError,
    ask_to_push_planned,
    change_planned_asset,
    create_planned_asset,
    discard_planned_asset,
)
from assets.tables import PlannedAssetTable
from assets.views.readings import strips_of
from assets.views.saving import changes_of, saved_by
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.htmx import page_or_fragment, wants_fragment

FORM = "assets/planned_form.html"


@require_safe
@requires(Permission.ASSETS_VIEW)
def planned_asset_list(request: MemberRequest) -> HttpResponse:
    """What may be built, to search, filter and sort."""
    mine = PlannedAsset.objects.visible_to(request.member).defer("raw")
    found = PlannedAssetFilter(request.GET, mine)
    context = {
        "filter": found,
        "table": PlannedAssetTable(found.qs, request.GET),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
    }
    if not wants_fragment(request):
        context |= strips_of(request, PLANNED)
    return page_or_fragment(request, "assets/planned_list.html", "results", context)


@require_safe
@requires(Permission.ASSETS_VIEW)
def planned_asset_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One planned asset: what it is meant to be, how it stands to Piclo, what happened to it."""
    planned = get_object_or_404(PlannedAsset.objects.visible_to(request.member), pk=pk)
    context = {
        "planned": planned,
        "happenings": planned_timeline_of(planned),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
        "sees_competitions": request.member.can(Permission.COMPETITIONS_VIEW),
    }
    return page_or_fragment(request, "assets/planned_detail.html", "push", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def planned_asset_create(request: MemberRequest) -> HttpResponse:
    """Offer a planned asset; a competition's page says for which in the query."""
    offered = offered_by(request.GET)
    form = PlannedAssetForm(request.POST or None, instance=offered)
    if request.method == "POST" and form.is_valid():
        planned = saved_by(create_planned_asset, request, form, values=form.values())
        if planned:
            messages.success(request, f"{planned} saved.")
            return redirect(planned)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def planned_asset_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a planned asset; whoever saves second sees what the first one saved."""
    planned = get_object_or_404(PlannedAsset.objects.visible_to(request.member), pk=pk)
    title = str(planned)
    form = PlannedAssetForm(request.POST or None, instance=planned)
    if request.method == "POST" and form.is_valid():
        saved = saved_by(change_planned_asset, request, form, planned_id=pk, **changes_of(form))
        if saved:
            messages.success(request, f"{saved} saved.")
            return redirect(saved)
    return _form_page(request, form, planned, title)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def planned_asset_discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then forget a planned asset that Piclo does not hold."""
    planned = get_object_or_404(PlannedAsset.objects.visible_to(request.member), pk=pk)
    if request.method != "POST":
        context = {
            "question": f"Discard {planned}?",
            "consequence": "It is deleted here. Piclo does not hold it.",
            "yes": "Discard",
            "back": planned.get_absolute_url(),
        }
        return TemplateResponse(request, "components/confirm_page.html", context)
    try:
        name = discard_planned_asset(planned_id=pk, by=request.member, now=timezone.now())
    except AssetError as error:
        messages.error(request, str(error))
        return redirect(planned)
    messages.success(request, f"{name} discarded.")
    return redirect("assets:planned-asset-list")


@require_POST
@requires(Permission.ASSETS_EDIT)
def planned_asset_push(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for one planned asset to be sent to Piclo."""
    planned = get_object_or_404(PlannedAsset.objects.visible_to(request.member), pk=pk)
    try:
        ask_to_push_planned(planned_id=pk, by=request.member, now=timezone.now())
        messages.success(request, f"{planned} is on its way to Piclo.")
    except NothingToSendError as error:
        messages.info(request, str(error))
    return redirect(planned)


def offered_by(query: QueryDict) -> PlannedAsset:
    """What `?competition=…&operator=…&direction=…` says of a planned asset that is about to be written down."""
    direction = query.get("direction", "")
    return PlannedAsset(
        competition_reference=query.get("competition", "")[:40],
        operator_name=query.get("operator", "")[:120],
        capacity_type=direction if direction in CAPACITY_TYPES else "",
    )


def _form_page(
    request: MemberRequest, form: PlannedAssetForm, planned: PlannedAsset | None = None, title: str = ""
) -> HttpResponse:
    sees_competitions = request.member.can(Permission.COMPETITIONS_VIEW)
    context = {"form": form, "planned": planned, "title": title, "sees_competitions": sees_competitions}
    return TemplateResponse(request, FORM, context, status=422 if form.is_bound else 200)
