"""What is to be said of one field of an asset while its form is filled in. Nothing is saved."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from assets.forms import AssetForm
from assets.models import Asset
from assets.rules import mpan
from assets.selectors.clashes import METERS, clashes_of, others_with_meter
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission


@require_POST
@requires(Permission.ASSETS_EDIT)
def asset_check(request: MemberRequest) -> HttpResponse:
    """The fault of `?field=`, or what was found by it; `?asset=` is the one being edited."""
    field = request.GET.get("field", "")
    asset = _asked(request)
    form = AssetForm(request.POST, instance=asset)
    if field not in form.fields:
        raise BadRequest("An asset has no such field.")
    form.is_valid()
    values = _tidied(form.cleaned_data)
    clashes = clashes_of(values, organisation_id=request.member.organisation_id, besides=asset.pk)
    faults = [*form.errors.get(field, []), *clashes.get(field, [])]
    found = "" if faults else _found(field, values, request.member.organisation_id, asset.pk)
    context = {"name": field, "faults": faults, "found": found}
    return TemplateResponse(request, "assets/field_said.html", context)


def _asked(request: MemberRequest) -> Asset:
    pk = request.GET.get("asset", "")
    if not pk:
        return Asset()
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    return get_object_or_404(Asset.objects.visible_to(request.member), pk=pk)


def _tidied(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, **{name: mpan.normalised(values.get(name) or "") for name in METERS}}


def _found(name: str, values: Mapping[str, Any], organisation_id: int, besides: int | None) -> str:
    """What a good value told us: a meter's network, and who shares it."""
    number = values.get(name) if name in METERS else ""
    if not number:
        return ""
    others = others_with_meter(number, organisation_id, besides)
    shared = f"; also on {', '.join(str(other) for other in others)}" if others else ""
    return f"{mpan.distributor_of(number)}{shared}"
