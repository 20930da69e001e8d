"""Company approval over the API: the same reads and the same verbs as the pages."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError
from rest_framework.views import APIView

from competitions.api.application_serializers import (
    ApplicationBodySerializer,
    ApplicationDetailSerializer,
    ApplicationSerializer,
    DecisionSerializer,
    DocumentBodySerializer,
    DocumentSerializer,
    SectionSerializer,
    SendingSerializer,
    SentSerializer,
)
from competitions.exports.attachments import attachment
from competitions.exports.package import content_of
from competitions.models import Application, CompanyDocument
from competitions.rules.applications import BY_CODE
from competitions.services.applications import save_section, start_application
from competitions.services.documents import About, note_download, remove_document, upload_document
from competitions.services.errors import ApplicationError, InvalidAnswers, NotTaken
from competitions.services.sending import ask_to_send, record_as_sent, record_decision
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission
from portal.core.api import Refused

READ = needs(Permission.COMPETITIONS_VIEW)
EDIT = needs(Permission.APPLICATIONS_EDIT)
T = TypeVar("T")


def said(service: Callable[..., T], **arguments: Any) -> T:
    """A service's answer, its refusals as the API's errors."""
    try:
        return service(now=timezone.now(), **arguments)
    except InvalidAnswers as invalid:
        raise ValidationError({name: [words] for name, words in invalid.faults.items()}) from invalid
    except NotTaken as error:
        raise ValidationError({"file": [str(error)]}) from error
    except ApplicationError as error:
        raise Refused(str(error)) from error


def valid(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class ApplicationList(ListAPIView[Application]):
    """Our applications."""

    serializer_class = ApplicationSerializer
    permission_classes = [READ]
    queryset = Application.objects.none()

    def get_queryset(self) -> QuerySet[Application]:
        mine = Application.objects.visible_to(member_of(self.request))
        return mine.defer("answers", "raw").order_by("operator_name", "pk")


class ApplicationStart(APIView):
    """Beginning an application."""

    permission_classes = [EDIT]

    @extend_schema(request=ApplicationBodySerializer, responses={201: ApplicationSerializer})
    def post(self, request: Request) -> Response:
        """Start a draft with the last answers; one for this market that stands already is handed back."""
        values = valid(ApplicationBodySerializer(data=request.data))
        application = said(start_application, by=member_of(request), **values)
        return Response(ApplicationSerializer(application).data, status=201)


class ApplicationDetail(RetrieveAPIView[Application]):
    """One application with every sending. Answers are shown to those who may edit them."""

    serializer_class = ApplicationDetailSerializer
    permission_classes = [READ]
    queryset = Application.objects.none()

    def get_queryset(self) -> QuerySet[Application]:
        mine = Application.objects.visible_to(member_of(self.request))
        return mine.prefetch_related("sendings__documents")


class ApplicationSection(APIView):
    """The answers of one section."""

    permission_classes = [EDIT]

    @extend_schema(request=SectionSerializer, responses=ApplicationDetailSerializer)
    def put(self, request: Request, pk: int, section: str) -> Response:
        """Save the answers of a section, whole or not; `version` guards them: 409 when another saved first."""
        member = member_of(request)
        get_object_or_404(Application.objects.visible_to(member), pk=pk)
        if section not in BY_CODE:
            raise ValidationError({"section": [f"One of {', '.join(BY_CODE)}."]})
        values = valid(SectionSerializer(data=request.data))
        application = said(save_section, application_id=pk, section_code=section, by=member, **values)
        return Response(ApplicationDetailSerializer(application, context={"request": request}).data)


class ApplicationSend(APIView):
    """Sending to the operator."""

    permission_classes = [EDIT]

    @extend_schema(request=None, responses={202: SendingSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Ask for the application to be sent; the sending's `state` says what becomes of it."""
        get_object_or_404(Application.objects.visible_to(member_of(request)), pk=pk)
        sending = said(ask_to_send, application_id=pk, by=member_of(request))
        return Response(SendingSerializer(sending).data, status=202)


class ApplicationRecordSent(APIView):
    """What was handed in on Piclo's own site."""

    permission_classes = [EDIT]

    @extend_schema(request=SentSerializer, responses=ApplicationSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Record that the application, as it stands here, was handed in at an instant."""
        get_object_or_404(Application.objects.visible_to(member_of(request)), pk=pk)
        values = valid(SentSerializer(data=request.data))
        application = said(record_as_sent, application_id=pk, by=member_of(request), **values)
        return Response(ApplicationSerializer(application).data)


class ApplicationRecordDecision(APIView):
    """What the operator decided."""

    permission_classes = [EDIT]

    @extend_schema(request=DecisionSerializer, responses=ApplicationSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Record an approval, or a rejection with the operator's reason."""
        get_object_or_404(Application.objects.visible_to(member_of(request)), pk=pk)
        values = valid(DecisionSerializer(data=request.data))
        application = said(record_decision, application_id=pk, by=member_of(request), **values)
        return Response(ApplicationSerializer(application).data)


class DocumentList(ListAPIView[CompanyDocument]):
    """The company's current documents."""

    serializer_class = DocumentSerializer
    permission_classes = [EDIT]
    queryset = CompanyDocument.objects.none()
    parser_classes = [MultiPartParser]

    def get_queryset(self) -> QuerySet[CompanyDocument]:
        return CompanyDocument.objects.visible_to(member_of(self.request)).current().order_by("kind", "pk")

    @extend_schema(request=DocumentBodySerializer, responses={201: DocumentSerializer})
    def post(self, request: Request) -> Response:
        """Upload a document as multipart/form-data."""
        member = member_of(request)
        values = valid(DocumentBodySerializer(data=request.data, context={"member": member}))
        file = values.pop("file")
        document = said(upload_document, content=file, name=file.name, about=About(**values), by=member)
        return Response(DocumentSerializer(document).data, status=201)


class DocumentDetail(APIView):
    """One document."""

    permission_classes = [EDIT]

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The file itself; who read it is written down."""
        document = get_object_or_404(CompanyDocument.objects.visible_to(member_of(request)), pk=pk)
        said(note_download, document=document, by=member_of(request))
        return attachment(content_of(document), document.name, document.media_type)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Remove a document that was never sent."""
        get_object_or_404(CompanyDocument.objects.visible_to(member_of(request)), pk=pk)
        said(remove_document, document_id=pk, by=member_of(request))
        return Response(status=204)
