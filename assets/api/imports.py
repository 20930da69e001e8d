"""Imports over the API: the same reads and the same verbs as the pages."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from assets.filters import ImportFilter
from assets.models import AssetImport, ImportRow, Outcome
from assets.services.imports import (
    ImportRefused,
    NotUploaded,
    ask_to_apply,
    discard_import,
    read_again,
    upload_import,
)
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission
from portal.core.api import Refused

READ = needs(Permission.ASSETS_VIEW)
EDIT = needs(Permission.ASSETS_EDIT)


class ImportSerializer(serializers.ModelSerializer[AssetImport]):
    """An upload, how far it got and what its rows would do or did."""

    uploaded_by = serializers.CharField(source="uploaded_by.email", read_only=True)
    kind = serializers.CharField(read_only=True)

    class Meta:
        model = AssetImport
        fields = (
            "id", "name", "kind", "size", "digest", "uploaded_at", "uploaded_by", "state", "progress", "words",
            "unknown_headings", "rows_create", "rows_update", "rows_same", "rows_faulty", "good_rows_only", "send",
            "read_at", "ended_at",
        )  # fmt: skip


class ImportFaultSerializer(serializers.Serializer[dict[str, str]]):
    """One field of a row, what stands in the file, and what is wrong with it."""

    column = serializers.CharField()
    written = serializers.CharField()
    words = serializers.CharField()


class ImportRowSerializer(serializers.ModelSerializer[ImportRow]):
    """One row: what applying would do with it. Lengths of time are seconds."""

    faults = ImportFaultSerializer(many=True, read_only=True)

    class Meta:
        model = ImportRow
        fields = ("number", "outcome", "ref", "name", "asset_id", "values", "before", "faults")


class ImportUploadSerializer(serializers.Serializer[AssetImport]):
    """A spreadsheet, CSV or .xlsx."""

    file = serializers.FileField()


class ImportApplySerializer(serializers.Serializer[AssetImport]):
    """All or nothing unless `good_rows_only`; with `send` what changes goes to Piclo afterwards."""

    good_rows_only = serializers.BooleanField(default=False)
    send = serializers.BooleanField(default=False)


class ImportsView(GenericAPIView[AssetImport]):
    """Looking and changing are two permissions."""

    serializer_class = ImportSerializer
    permission_classes = [READ]
    queryset = AssetImport.objects.none()

    def get_permissions(self) -> list[BasePermission]:
        return [READ()] if self.request.method in {"GET", "HEAD", "OPTIONS", None} else [EDIT()]

    def get_queryset(self) -> QuerySet[AssetImport]:
        uploads = AssetImport.objects.visible_to(member_of(self.request))
        return uploads.select_related("uploaded_by").order_by("-uploaded_at", "-pk")

    def tell(self, verb: Callable[..., AssetImport], **said: Any) -> Response:
        """Do a verb to the import of this address; its refusal is a 409."""
        upload = self.get_object()
        try:
            verb(import_id=upload.pk, by=member_of(self.request), now=timezone.now(), **said)
        except ImportRefused as error:
            raise Refused(str(error)) from error
        return Response(ImportSerializer(self.get_object()).data, status=202)


class ImportList(ListModelMixin, ImportsView):
    """Imports of assets."""

    filterset_class = ImportFilter
    parser_classes = [MultiPartParser]

    def get(self, request: Request) -> Response:
        """Uploads, the newest first."""
        return self.list(request)

    @extend_schema(request=ImportUploadSerializer, responses={201: ImportSerializer})
    def post(self, request: Request) -> Response:
        """Upload a spreadsheet. It is read in the background: ask for it again to see what it would do."""
        body = ImportUploadSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        file = body.validated_data["file"]
        try:
            upload = upload_import(content=file, name=file.name, by=member_of(request), now=timezone.now())
        except NotUploaded as error:
            raise Refused(str(error)) from error
        return Response(ImportSerializer(upload).data, status=201)


class ImportDetail(RetrieveModelMixin, ImportsView):
    """One import."""

    def get(self, request: Request, pk: int) -> Response:
        """The import with its state and counts."""
        return self.retrieve(request, pk=pk)


@extend_schema_view(
    get=extend_schema(
        parameters=[OpenApiParameter("outcome", OpenApiTypes.STR, enum=Outcome.values)],
        responses=ImportRowSerializer(many=True),
    )
)
class ImportRows(ListModelMixin, GenericAPIView[ImportRow]):
    """The rows of an import."""

    serializer_class = ImportRowSerializer
    permission_classes = [READ]
    queryset = ImportRow.objects.none()
    filterset_fields = ["outcome"]

    def get_queryset(self) -> QuerySet[ImportRow]:
        if getattr(self, "swagger_fake_view", False):
            return ImportRow.objects.none()
        uploads = AssetImport.objects.visible_to(member_of(self.request))
        return get_object_or_404(uploads, pk=self.kwargs["pk"]).rows.order_by("number")

    def get(self, request: Request, pk: int) -> Response:
        """Rows in the file's order, all or those of one `outcome`: `fault` lists what is wrong."""
        return self.list(request)


class ImportApply(ImportsView):
    """Applying an import."""

    permission_classes = [EDIT]

    @extend_schema(request=ImportApplySerializer, responses={202: ImportSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Ask for it to be applied in the background; 409 while rows with faults stand in the way."""
        body = ImportApplySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.tell(ask_to_apply, **body.validated_data)


class ImportReadAgain(ImportsView):
    """Judging an import anew."""

    permission_classes = [EDIT]

    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Read the file again, against the portfolio as it stands."""
        return self.tell(read_again)


class ImportDiscard(ImportsView):
    """Discarding an import."""

    permission_classes = [EDIT]

    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Apply nothing of it."""
        return self.tell(discard_import)
