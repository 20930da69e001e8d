"""Sending assets to Piclo."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from assets.models import Asset
from assets.services import NothingToSendError, ask_to_push, ask_to_push_all
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.formats import plural


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
