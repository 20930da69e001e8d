"""The API of instructions: the same rows, filters and services as the pages."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dispatch.api.serializers import AnswerSerializer, InstructionSerializer
from dispatch.filters import InstructionFilter
from dispatch.models import Answer, Instruction
from dispatch.services.answers import answer_instruction
from dispatch.services.errors import DispatchError
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission
from portal.core.api import Refused


def instructions_for(request: Request) -> QuerySet[Instruction]:
    """What the caller's organisation has."""
    return Instruction.objects.visible_to(member_of(request)).select_related("answered_by").defer("raw")


class Instructions(generics.ListAPIView[Instruction]):
    """Dispatch instructions, the latest delivery first."""

    permission_classes = [needs(Permission.DISPATCH_VIEW)]
    serializer_class = InstructionSerializer
    filterset_class = InstructionFilter
    queryset = Instruction.objects.none()

    def get_queryset(self) -> QuerySet[Instruction]:
        """Newest delivery first."""
        return instructions_for(self.request).order_by("-start_at", "pk")


class OneInstruction(generics.RetrieveAPIView[Instruction]):
    """One dispatch instruction."""

    permission_classes = [needs(Permission.DISPATCH_VIEW)]
    serializer_class = InstructionSerializer
    queryset = Instruction.objects.none()

    def get_queryset(self) -> QuerySet[Instruction]:
        """Those of the caller's organisation."""
        return instructions_for(self.request)


class AnswerInstruction(APIView):
    """Accept or reject an instruction. It is sent to Piclo at once; `answer_state` says how far it got."""

    permission_classes = [needs(Permission.DISPATCH_ANSWER)]

    @extend_schema(request=AnswerSerializer, responses=InstructionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """409 with the rule in words where the instruction takes no answer."""
        get_object_or_404(instructions_for(request), pk=pk)
        said = AnswerSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            instruction = answer_instruction(
                by=member_of(request),
                instruction_id=pk,
                answer=Answer(said.validated_data["answer"]),
                reason=said.validated_data["reason"],
                seen_version=said.validated_data["version"],
                now=timezone.now(),
            )
        except DispatchError as error:
            raise Refused(str(error)) from error
        return Response(InstructionSerializer(instruction).data)
