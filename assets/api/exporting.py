"""The list of assets as a file over the API: the rows, the order and the columns of the page's downloads."""

from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import ValidationError

from assets.api.narrowing import SAVED, narrowed, query_of
from assets.api.serializers import AssetSerializer
from assets.api.views import READ
from assets.exports import asset_rows
from assets.filters import AssetFilter
from assets.models import Asset
from assets.selectors import assets_listed
from assets.tables import AssetTable
from portal.accounts.api_access import member_of
from portal.core.csvs import csv_response
from portal.core.formats import local
from portal.core.sheets import TYPE, xlsx_response

RESPONSES = {"csv": csv_response, "xlsx": xlsx_response}
FORMAT = OpenApiParameter("format", str, enum=[*RESPONSES], default="csv")
SORT = OpenApiParameter("sort", str, description="A column of the page, such as `ref` or `-export`.")
FILE = {(200, kind): OpenApiTypes.BINARY for kind in ("text/csv", TYPE)}


class AsAsked(BaseContentNegotiation):
    """`?format=` is ours here; what is not a file is JSON."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class AssetExport(GenericAPIView[Asset]):
    """Every asset that the list finds, in the columns in which they can be imported again."""

    serializer_class = AssetSerializer
    permission_classes = [READ]
    content_negotiation_class = AsAsked
    filterset_class = AssetFilter
    pagination_class = None
    queryset = Asset.objects.none()

    @extend_schema(parameters=[FORMAT, SORT, SAVED], responses=FILE, operation_id="assets_export")
    def get(self, request: Request) -> HttpResponseBase:
        """A file sent as it is read (CSV) or as soon as it is written (XLSX)."""
        kind = request.query_params.get("format", "csv")
        if kind not in RESPONSES:
            raise ValidationError({"format": ["Ask for csv or xlsx."]})
        found = narrowed(request, assets_listed(member_of(request)))
        rows = asset_rows(AssetTable(found, query_of(request)).sorted_rows)
        return RESPONSES[kind](f"assets-{local(timezone.now()):%Y-%m-%d}", rows)
