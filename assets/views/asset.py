"""One asset: looked at, registered, changed, archived."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assets.forms import AssetForm
from assets.models import Asset
from assets.rules.mpan import distributor_of
from assets.selectors import timeline_of
from assets.selectors.clashes import others_with_meter
from assets.selectors.differences import differences_of, said_of
from assets.services import (
    AssetError,
    archive_asset,
    change_asset,
    create_asset,
)
from assets.views.saving import changes_of, saved_by
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.htmx import page_or_fragment


@require_safe
@requires(Permission.ASSETS_VIEW)
def asset_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One asset: what it is, how it stands to Piclo, what happened to it."""
    asset = get_object_or_404(
        Asset.objects.visible_to(request.member).located().prefetch_related("groups"), pk=pk
    )
    context = {
        "asset": asset,
        "differences": [said_of(one) for one in differences_of(asset)],
        "happenings": timeline_of(asset),
        "can_edit": request.member.can(Permission.ASSETS_EDIT),
        "on_its_way": asset.is_on_its_way,
        "import_network": distributor_of(asset.import_meter_id),
        "export_network": distributor_of(asset.export_meter_id),
        "import_sharing": others_with_meter(asset.import_meter_id, asset.organisation_id, asset.pk),
        "export_sharing": others_with_meter(asset.export_meter_id, asset.organisation_id, asset.pk),
        "sees_competitions": request.member.can(Permission.COMPETITIONS_VIEW),
    }
    return page_or_fragment(request, "assets/asset_detail.html", "push", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSETS_EDIT)
def asset_create(request: MemberRequest) -> HttpResponse:
    """Register an asset here, and send it to Piclo if asked."""
    form = AssetForm(request.POST or None, instance=Asset())
    if request.method == "POST" and form.is_valid():
        asset = saved_by(create_asset, request, form, values=form.values())
        if asset:
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
    if request.method == "POST" and form.is_valid():
        saved = saved_by(change_asset, request, form, asset_id=pk, **changes_of(form))
        if saved:
            messages.success(request, f"{saved} saved.")
            return redirect(saved)
    context = {"form": form, "asset": asset, "title": title}
    return TemplateResponse(request, "assets/asset_form.html", context, status=422 if form.is_bound else 200)


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
