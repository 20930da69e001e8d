"""Settlement over the API: the same reads and the same verbs as the pages."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from dispatch.models import Instruction
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission
from portal.core.api import Refused
from settlement.api.serializers import (
    InvoiceDetailSerializer,
    InvoiceMakeSerializer,
    InvoiceSerializer,
    MeterFileDetailSerializer,
    MeterFileSerializer,
    MeterFileUploadSerializer,
    ReportDetailSerializer,
    ReportMakeSerializer,
    ReportSerializer,
)
from settlement.filters import InvoiceFilter, MeterFileFilter, ReportFilter
from settlement.models import Invoice, MeterFile, Report
from settlement.rules.methods import METHODS
from settlement.services.invoices import NotInvoiced, make_invoice
from settlement.services.meter_files import NotUploaded, upload_meter_file
from settlement.services.reports import NotReported, make_report

READ = needs(Permission.SETTLEMENT_VIEW)
EDIT = needs(Permission.SETTLEMENT_EDIT)
Row = TypeVar("Row", bound=Model)


class SettlementView(GenericAPIView[Row]):
    """Looking and making are two permissions."""

    permission_classes = [READ]

    def get_permissions(self) -> list[BasePermission]:
        return [READ()] if self.request.method in {"GET", "HEAD", "OPTIONS", None} else [EDIT()]


class MeterFilesView(SettlementView[MeterFile]):
    queryset = MeterFile.objects.none()

    def get_queryset(self) -> QuerySet[MeterFile]:
        files = MeterFile.objects.visible_to(member_of(self.request))
        return files.select_related("uploaded_by").order_by("-uploaded_at", "-pk")


class MeterFileList(ListModelMixin, MeterFilesView):
    """Meter data files."""

    serializer_class = MeterFileSerializer
    filterset_class = MeterFileFilter
    parser_classes = [MultiPartParser]

    def get(self, request: Request) -> Response:
        """Uploads, the newest first."""
        return self.list(request)

    @extend_schema(request=MeterFileUploadSerializer, responses={201: MeterFileSerializer})
    def post(self, request: Request) -> Response:
        """Upload a CSV file. It is read in the background: ask for it again to see what became of it."""
        body = MeterFileUploadSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        upload = body.validated_data["file"]
        try:
            file = upload_meter_file(
                content=upload,
                name=upload.name,
                convention=body.convention(),
                by=member_of(request),
                now=timezone.now(),
            )
        except NotUploaded as error:
            raise Refused(str(error)) from error
        return Response(MeterFileSerializer(file).data, status=201)


class MeterFileDetail(RetrieveModelMixin, MeterFilesView):
    """One meter data file."""

    serializer_class = MeterFileDetailSerializer

    def get(self, request: Request, pk: int) -> Response:
        """The upload with its first hundred faults."""
        return self.retrieve(request, pk=pk)


class ReportsView(SettlementView[Report]):
    queryset = Report.objects.none()

    def get_queryset(self) -> QuerySet[Report]:
        reports = Report.objects.visible_to(member_of(self.request))
        return reports.select_related("delivery__instruction").order_by("-start_at", "-version", "-pk")


class ReportList(ListModelMixin, ReportsView):
    """Performance reports."""

    serializer_class = ReportSerializer
    filterset_class = ReportFilter

    def get(self, request: Request) -> Response:
        """Every version of every report, the newest delivery first."""
        return self.list(request)

    @extend_schema(request=ReportMakeSerializer, responses={201: ReportDetailSerializer})
    def post(self, request: Request) -> Response:
        """Make a dispatch's next version with the data that are there; 409 where it would say the same."""
        body = ReportMakeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        member = member_of(request)
        instruction = get_object_or_404(
            Instruction.objects.visible_to(member), pk=body.validated_data["instruction"]
        )
        method = METHODS.get(body.validated_data.get("method", ""))
        try:
            report = make_report(instruction=instruction, by=member, now=timezone.now(), method=method)
        except NotReported as error:
            raise Refused(str(error)) from error
        return Response(ReportDetailSerializer(report).data, status=201)


class ReportDetail(RetrieveModelMixin, ReportsView):
    """One version of a report."""

    serializer_class = ReportDetailSerializer

    def get(self, request: Request, pk: int) -> Response:
        """The version with its half-hours and working."""
        return self.retrieve(request, pk=pk)


class InvoicesView(SettlementView[Invoice]):
    queryset = Invoice.objects.none()

    def get_queryset(self) -> QuerySet[Invoice]:
        invoices = Invoice.objects.visible_to(member_of(self.request))
        return invoices.order_by("-month", "operator_name", "-version")


class InvoiceList(ListModelMixin, InvoicesView):
    """Invoices."""

    serializer_class = InvoiceSerializer
    filterset_class = InvoiceFilter

    def get(self, request: Request) -> Response:
        """Every run of every month, the newest month first."""
        return self.list(request)

    @extend_schema(request=InvoiceMakeSerializer, responses={201: InvoiceDetailSerializer})
    def post(self, request: Request) -> Response:
        """Make a month's next run; 409 where there is nothing new to invoice."""
        body = InvoiceMakeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked: dict[str, Any] = body.validated_data
        try:
            invoice = make_invoice(
                operator_name=asked["operator"],
                month=asked["month"],
                by=member_of(request),
                now=timezone.now(),
            )
        except NotInvoiced as error:
            raise Refused(str(error)) from error
        return Response(InvoiceDetailSerializer(invoice).data, status=201)


class InvoiceDetail(RetrieveModelMixin, InvoicesView):
    """One run."""

    serializer_class = InvoiceDetailSerializer

    def get_queryset(self) -> QuerySet[Invoice]:
        return super().get_queryset().prefetch_related("lines__report")

    def get(self, request: Request, pk: int) -> Response:
        """The run with its lines."""
        return self.retrieve(request, pk=pk)
