"""What helps while the form of an asset or a planned asset is filled in. Nothing is saved."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from assets.forms import AssetForm, PlannedAssetForm
from assets.forms.portfolio import PortfolioForm
from assets.models import Asset, PlannedAsset
from assets.models.pushed import Pushed
from assets.rules import mpan
from assets.selectors.clashes import METERS, clashes_of, others_with_meter, planned_clashes_of
from assets.selectors.used import words_of_assets, words_of_planned
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission

Row = TypeVar("Row", bound=Pushed)


@require_POST
@requires(Permission.ASSETS_EDIT)
def asset_check(request: MemberRequest) -> HttpResponse:
    """The fault of `?field=`, or what was found by it; `?asset=` is the one being edited."""
    asset = _asked(request, Asset, "asset")
    name, form = _judged(request, AssetForm(request.POST, instance=asset))
    values = _tidied(form.cleaned_data)
    clashes = clashes_of(values, organisation_id=request.member.organisation_id, besides=asset.pk)
    faults = [*form.errors.get(name, []), *clashes.get(name, [])]
    found = "" if faults else _found(name, values, request.member.organisation_id, asset.pk)
    return _said(request, name, faults, found)


@require_POST
@requires(Permission.ASSETS_EDIT)
def planned_asset_check(request: MemberRequest) -> HttpResponse:
    """The fault of `?field=` of a planned asset; `?planned=` is the one being edited."""
    planned = _asked(request, PlannedAsset, "planned")
    name, form = _judged(request, PlannedAssetForm(request.POST, instance=planned))
    reference = form.cleaned_data.get("reference") or ""
    clashes = planned_clashes_of(
        reference, organisation_id=request.member.organisation_id, besides=planned.pk
    )
    return _said(request, name, [*form.errors.get(name, []), *clashes.get(name, [])])


@require_safe
@requires(Permission.ASSETS_EDIT)
def asset_words(request: MemberRequest) -> HttpResponse:
    """The words used so far in the free texts of assets, as lists to type from."""
    return TemplateResponse(request, "assets/used.html", {"used": words_of_assets(request.member)})


@require_safe
@requires(Permission.ASSETS_EDIT)
def planned_asset_words(request: MemberRequest) -> HttpResponse:
    """The same of planned assets."""
    return TemplateResponse(request, "assets/used.html", {"used": words_of_planned(request.member)})


def _judged(request: MemberRequest, form: PortfolioForm) -> tuple[str, PortfolioForm]:
    """The field that is asked about, and the form once its rules have been over it."""
    name = request.GET.get("field", "")
    if name not in form.fields:
        raise BadRequest("There is no such field.")
    form.is_valid()
    return name, form


def _said(request: MemberRequest, name: str, faults: list[str], found: str = "") -> HttpResponse:
    context = {"name": name, "faults": faults, "found": found}
    return TemplateResponse(request, "assets/field_said.html", context)


def _asked(request: MemberRequest, model: type[Row], name: str) -> Row:
    """The row that is being edited, or a new one."""
    pk = request.GET.get(name, "")
    if not pk:
        return model()
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    mine = model._default_manager.filter(organisation_id=request.member.organisation_id)
    return get_object_or_404(mine, pk=pk)


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
