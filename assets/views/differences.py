"""Where an asset differs from Piclo: taking Piclo's side."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from assets.models import Asset, PushState
from assets.services import AssetError, take_theirs
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission


@require_POST
@requires(Permission.ASSETS_EDIT)
def asset_take_theirs(request: MemberRequest, pk: int) -> HttpResponse:
    """Take Piclo's value of the field named, or of all that differ where none is."""
    asset = get_object_or_404(Asset.objects.visible_to(request.member), pk=pk)
    given = request.POST.get("version", "")
    try:
        taken = take_theirs(
            asset_id=pk,
            by=request.member,
            version=int(given) if given.isdecimal() else 0,
            columns=request.POST.getlist("column"),
            now=timezone.now(),
        )
    except AssetError as error:
        messages.error(request, str(error))
    else:
        in_step = taken.push_state == PushState.IN_STEP
        messages.success(
            request, f"Piclo's values taken. {taken} {'is in step' if in_step else 'still differs'}."
        )
    return redirect(asset)
