"""Pages of the portfolio."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets.filters import AssetFilter
from assets.forms import AssetForm
from assets.models import Asset, PushState
from assets.rules.mpan import distributor_of
from assets.selectors import assets_needing_somebody, last_change, timeline_of, unsent_count
from assets.services import (
    AssetError,
    InvalidAssetError,
    NothingToSendError,
    StaleAssetError,
    archive_asset,
    ask_to_push,
    ask_to_push_all,
    change_asset,
    create_asset,
)
from assets.tables import AssetTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.formats import plural
from portal.core.htmx import page_or_fragment
from portal.core.states import State, Tint
from portal.home.desk import DeskItem, panel_response


@require_safe
@requires(Permission.ASSETS_VIEW)
def asset_list(request: MemberRequest) -> HttpResponse:
    """The portfolio, to search, filter and sort."""
    found = AssetFilter(request.GET, Asset.objects.visible_to(request.member).defer("raw"))
    context = {
        "filter": found,
        "table": AssetTable(found.qs, request.GET),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
        "unsent": unsent_count(request.member),
    }
    return page_or_fragment(request, "assets/asset_list.html", "results", context)


@require_safe
@requires(Permission.ASSETS_VIEW)
def asset_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One asset: what it is, how it stands to Piclo, what happened to it."""
    asset = get_object_or_404(Asset.objects.visible_to(request.member).prefetch_related("groups"), pk=pk)
    context = {
        "asset": asset,
        "happenings": timeline_of(asset),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
        "on_its_way": asset.is_on_its_way,
        "import_network": distributor_of(asset.import_meter_id),
        "export_network": distributor_of(asset.export_meter_id),
        "sees_competitions": request.member.can(Permission.COMPETITIONS_VIEW),
    }
    return page_or_fragment(request, "assets/asset_detail.html", "push", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def asset_create(request: MemberRequest) -> HttpResponse:
    """Register an asset here, and send it to Piclo if asked."""
    form = AssetForm(request.POST or None, instance=Asset())
    if request.method == "POST" and form.is_valid():
        try:
            asset = create_asset(
                by=request.member, values=form.values(), now=timezone.now(), send="send" in request.POST
            )
        except InvalidAssetError as invalid:
            form.add_faults(invalid.faults)
        else:
            messages.success(request, f"{asset} saved.")
            return redirect(asset)
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "assets/asset_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def asset_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an asset; whoever saves second sees what the first one saved."""
    asset = get_object_or_404(Asset.objects.visible_to(request.member), pk=pk)
    title = str(asset)
    form = AssetForm(request.POST or None, instance=asset)
    if request.method == "POST" and form.is_valid() and _saved(request, form, pk):
        messages.success(request, f"{title} saved.")
        return redirect(asset)
    context = {"form": form, "asset": asset, "title": title}
    return TemplateResponse(request, "assets/asset_form.html", context, status=422 if form.is_bound else 200)


def _saved(request: MemberRequest, form: AssetForm, pk: int) -> bool:
    """Whether the change went through; the reason stands on the form otherwise."""
    try:
        change_asset(
            asset_id=pk,
            by=request.member,
            version=form.cleaned_data["version"] or 0,
            changes=form.values(),
            now=timezone.now(),
            send="send" in request.POST,
        )
    except StaleAssetError as stale:
        who, when = last_change(stale.current)
        form.stale_against(stale.current, who, when)
        return False
    except InvalidAssetError as invalid:
        form.add_faults(invalid.faults)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def asset_archive(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then archive."""
    asset = get_object_or_404(Asset.objects.visible_to(request.member), pk=pk)
    if request.method != "POST":
        context = {
            "question": f"Archive {asset}?",
            "consequence": "It takes part in no competition any more, and Piclo is told. Editing brings it back.",
            "yes": "Archive",
            "back": asset.get_absolute_url(),
        }
        return TemplateResponse(request, "components/confirm_page.html", context)
    try:
        archive_asset(asset_id=pk, by=request.member, now=timezone.now())
        messages.success(request, f"{asset} archived.")
    except AssetError as error:
        messages.error(request, str(error))
    return redirect(asset)


@require_POST
@requires(Permission.ASSETS_EDIT)
def asset_push(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for one asset to be sent to Piclo."""
    asset = get_object_or_404(Asset.objects.visible_to(request.member), pk=pk)
    try:
        ask_to_push(asset_id=pk, by=request.member, now=timezone.now())
        messages.success(request, f"{asset} is on its way to Piclo.")
    except NothingToSendError as error:
        messages.info(request, str(error))
    return redirect(asset)


@require_POST
@requires(Permission.ASSETS_EDIT)
def asset_push_all(request: MemberRequest) -> HttpResponse:
    """Ask for everything unsent to be sent to Piclo."""
    try:
        asked = ask_to_push_all(by=request.member, now=timezone.now())
        messages.success(request, f"{plural(asked, 'asset')} on the way to Piclo.")
    except NothingToSendError as error:
        messages.info(request, str(error))
    return redirect("assets:asset-list")


@require_safe
@requires(Permission.ASSETS_VIEW)
def desk_panel(request: MemberRequest) -> HttpResponse:
    """Assets that Piclo refused or no longer has, and those that wait too long."""
    can_edit = request.member.can(Permission.ASSETS_EDIT)
    needing = assets_needing_somebody(request.member, timezone.now())
    return panel_response(request, [_desk_item(asset, can_edit) for asset in needing])


def _desk_item(asset: Asset, can_edit: bool) -> DeskItem:
    refused = asset.push_state == PushState.REFUSED
    return DeskItem(
        key=f"asset-{asset.pk}",
        state=State("Mend", Tint.ACT, asset.push_words) if refused else asset.push_shown,
        what=str(asset),
        where=asset.push_words[:80] or asset.push_shown.why,
        ref=asset.ref,
        mw=max(asset.active_export_capacity_mw, asset.active_import_capacity_mw),
        since=asset.push_asked_at or asset.modified_at,
        primary=can_edit and refused,
        url=asset.get_absolute_url(),
        action="Open",
    )
