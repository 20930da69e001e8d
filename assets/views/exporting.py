"""The list of assets as files: exactly the rows that it is narrowed to, in its order."""

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assets.exports import asset_rows
from assets.filters import AssetFilter
from assets.selectors import assets_listed
from assets.tables import AssetTable
from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.csvs import csv_response
from portal.core.formats import local
from portal.core.sheets import xlsx_response

RESPONSES = {"csv": csv_response, "xlsx": xlsx_response}


@require_safe
@requires(Permission.ASSETS_VIEW)
def asset_export(request: MemberRequest, kind: str) -> HttpResponseBase:
    """A download; a query that makes no sense is shown as the list shows it, not exported as something else."""
    found = AssetFilter(request.GET, assets_listed(request.member), request=request)
    if not found.is_valid():
        return redirect(f"{reverse('assets:asset-list')}?{request.GET.urlencode()}")
    rows = asset_rows(AssetTable(found.qs, request.GET).sorted_rows)
    return RESPONSES[kind](f"assets-{local(timezone.now()):%Y-%m-%d}", rows)
