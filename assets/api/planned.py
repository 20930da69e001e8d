"""Planned assets over the API: the same reads and the same verbs as the pages."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.api.answers import said
from assets.filters import PlannedAssetFilter
from assets.models import PlannedAsset
from assets.rules.planned import faults_of, new_faults
from assets.rules.planned_fields import COLUMNS
from assets.services import (
    ask_to_push_planned,
    change_planned_asset,
    create_planned_asset,
)
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission

READ = needs(Permission.ASSETS_VIEW)
EDIT = needs(Permission.ASSETS_EDIT)


class PlannedAssetSerializer(serializers.ModelSerializer[PlannedAsset]):
    """A planned asset with its state towards Piclo. `capacity_value_mw` is in MVAr where the direction is reactive."""

    class Meta:
        model = PlannedAsset
        fields = (
            "id",
            *COLUMNS,
            "version",
            "piclo_id",
            "push_state",
            "push_words",
            "pushed_at",
            "uploaded_at",
            "created_at",
            "modified_at",
        )


class PlannedAssetBodySerializer(serializers.ModelSerializer[PlannedAsset]):
    """What may be said of a planned asset. `version` guards a change: 409 when it has another by then.

    With `send` it also goes to Piclo, which has no way to delete it again.
    """

    version = serializers.IntegerField(required=False, write_only=True)
    send = serializers.BooleanField(required=False, default=False, write_only=True)
    voltage_level_kv = serializers.DecimalField(max_digits=7, decimal_places=3)
    capacity_value_mw = serializers.DecimalField(max_digits=12, decimal_places=6)

    class Meta:
        model = PlannedAsset
        fields = (*COLUMNS, "version", "send")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The rules of a planned asset over what it would be."""
        standing = {name: getattr(self.instance or PlannedAsset(), name) for name in COLUMNS}
        wanted = {**standing, **attrs}
        faults = new_faults(standing, wanted) if self.instance else faults_of(wanted)
        if faults:
            raise serializers.ValidationError(faults)
        return attrs


class PlannedAssetsView(GenericAPIView[PlannedAsset]):
    """Whatever serves planned assets: those of the member's organisation."""

    serializer_class = PlannedAssetSerializer
    permission_classes = [READ]
    queryset = PlannedAsset.objects.none()

    def get_permissions(self) -> list[BasePermission]:
        """Looking and changing are two permissions."""
        return [READ()] if self.request.method in {"GET", "HEAD", "OPTIONS", None} else [EDIT()]

    def get_queryset(self) -> QuerySet[PlannedAsset]:
        return PlannedAsset.objects.visible_to(member_of(self.request)).defer("raw").order_by("name", "pk")


class PlannedAssetList(ListModelMixin, PlannedAssetsView):
    """What may be built."""

    filterset_class = PlannedAssetFilter

    def get(self, request: Request) -> Response:
        """Planned assets by name, narrowed like the page."""
        return self.list(request)

    @extend_schema(request=PlannedAssetBodySerializer, responses={201: PlannedAssetSerializer})
    def post(self, request: Request) -> Response:
        """Offer a planned asset to a competition."""
        body = PlannedAssetBodySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = {**body.validated_data}
        values.pop("version", None)
        send = values.pop("send")
        planned = said(
            create_planned_asset, by=member_of(request), values=values, now=timezone.now(), send=send
        )
        return Response(PlannedAssetSerializer(planned).data, status=201)


class PlannedAssetDetail(RetrieveModelMixin, PlannedAssetsView):
    """One planned asset."""

    def get(self, request: Request, pk: int) -> Response:
        """The planned asset with its state towards Piclo."""
        return self.retrieve(request, pk=pk)

    @extend_schema(request=PlannedAssetBodySerializer(partial=True), responses=PlannedAssetSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change what is given and nothing else."""
        standing = self.get_object()
        body = PlannedAssetBodySerializer(standing, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changes = {**body.validated_data}
        version, send = changes.pop("version", standing.version), changes.pop("send", False)
        planned = said(
            change_planned_asset,
            planned_id=pk,
            by=member_of(request),
            version=version,
            changes=changes,
            now=timezone.now(),
            send=send,
        )
        return Response(PlannedAssetSerializer(planned).data)


class PlannedAssetPush(APIView):
    """Sending a planned asset to Piclo."""

    permission_classes = [EDIT]

    @extend_schema(request=None, responses={202: PlannedAssetSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Ask for it to be sent; its `push_state` says what becomes of it."""
        member = member_of(request)
        get_object_or_404(PlannedAsset.objects.visible_to(member), pk=pk)
        planned = said(ask_to_push_planned, planned_id=pk, by=member, now=timezone.now())
        return Response(PlannedAssetSerializer(planned).data, status=202)
