"""Assets over the API: the same reads and the same verbs as the pages."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.api.answers import said
from assets.api.narrowing import SAVED, narrowed
from assets.api.serializers import AssetBodySerializer, AssetSerializer
from assets.filters import AssetFilter
from assets.models import Asset
from assets.rules.fields import COLUMNS
from assets.services import (
    ask_to_push,
    change_asset,
    create_asset,
)
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission

READ = needs(Permission.ASSETS_VIEW)
EDIT = needs(Permission.ASSETS_EDIT)


class AssetsView(GenericAPIView[Asset]):
    """Whatever serves assets: those of the member's organisation."""

    serializer_class = AssetSerializer
    permission_classes = [READ]
    queryset = Asset.objects.none()

    def get_permissions(self) -> list[BasePermission]:
        """Looking and changing are two permissions."""
        return [READ()] if self.request.method in {"GET", "HEAD", "OPTIONS", None} else [EDIT()]

    def get_queryset(self) -> QuerySet[Asset]:
        return (
            Asset.objects.visible_to(member_of(self.request))
            .defer("raw", "piclo_raw")
            .prefetch_related("groups")
            .order_by("name", "pk")
        )


class AssetList(ListModelMixin, AssetsView):
    """The portfolio."""

    filterset_class = AssetFilter

    def filter_queryset(self, queryset: Any) -> Any:
        """By the query, or by a saved one."""
        return narrowed(self.request, queryset)

    @extend_schema(parameters=[SAVED])
    def get(self, request: Request) -> Response:
        """Assets by name, narrowed like the page."""
        return self.list(request)

    @extend_schema(request=AssetBodySerializer, responses={201: AssetSerializer})
    def post(self, request: Request) -> Response:
        """Register an asset."""
        body = AssetBodySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = {**body.validated_data}
        values.pop("version", None)
        send = values.pop("send")
        with_defaults = {**_defaults(), **values}
        asset = said(create_asset, by=member_of(request), values=with_defaults, now=timezone.now(), send=send)
        return Response(AssetSerializer(asset).data, status=201)


class AssetDetail(RetrieveModelMixin, AssetsView):
    """One asset."""

    def get(self, request: Request, pk: int) -> Response:
        """The asset with its state towards Piclo."""
        return self.retrieve(request, pk=pk)

    @extend_schema(request=AssetBodySerializer(partial=True), responses=AssetSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change what is given and nothing else."""
        standing = self.get_object()
        body = AssetBodySerializer(standing, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changes = {**body.validated_data}
        version, send = changes.pop("version", standing.version), changes.pop("send", False)
        asset = said(
            change_asset,
            asset_id=pk,
            by=member_of(request),
            version=version,
            changes=changes,
            now=timezone.now(),
            send=send,
        )
        return Response(AssetSerializer(asset).data)


class AssetPush(APIView):
    """Sending an asset to Piclo."""

    permission_classes = [EDIT]

    @extend_schema(request=None, responses={202: AssetSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Ask for the asset to be sent; its `push_state` says what becomes of it."""
        member = member_of(request)
        get_object_or_404(Asset.objects.visible_to(member), pk=pk)
        asset = said(ask_to_push, asset_id=pk, by=member, now=timezone.now())
        return Response(AssetSerializer(asset).data, status=202)


def _defaults() -> dict[str, Any]:
    """What an asset is where nothing is said of it."""
    blank = Asset()
    return {column: getattr(blank, column) for column in COLUMNS}
