"""Runs of sending over the API: watched, paused, resumed, stopped."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.models import PushRun
from assets.selectors.push_runs import progress_of
from assets.services import RunIsOverError, pause_run, resume_run, stop_run
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission
from portal.core.api import Refused


class PushRunSerializer(serializers.ModelSerializer[PushRun]):
    """A run with its speed in assets a minute; `waits_until` where Piclo is let be until then."""

    left = serializers.IntegerField(read_only=True)
    assets_per_minute = serializers.SerializerMethodField()
    waits_until = serializers.SerializerMethodField()

    class Meta:
        model = PushRun
        fields = (
            "id",
            "state",
            "asked_at",
            "ended_at",
            "total",
            "done",
            "refused",
            "taken_back",
            "left",
            "assets_per_minute",
            "waits_until",
        )

    def get_assets_per_minute(self, run: PushRun) -> float:
        return round(progress_of(run, timezone.now()).speed, 1)

    def get_waits_until(self, run: PushRun) -> datetime | None:
        waits = progress_of(run, timezone.now()).waits
        return waits.waits_until if waits else None


class PushRunList(ListAPIView[PushRun]):
    """Runs, the newest first."""

    serializer_class = PushRunSerializer
    permission_classes = [needs(Permission.ASSETS_VIEW)]
    queryset = PushRun.objects.none()

    def get_queryset(self) -> QuerySet[PushRun]:
        return PushRun.objects.visible_to(member_of(self.request)).order_by("-asked_at", "-pk")


class PushRunDetail(RetrieveAPIView[PushRun]):
    """One run."""

    serializer_class = PushRunSerializer
    permission_classes = [needs(Permission.ASSETS_VIEW)]
    queryset = PushRun.objects.none()

    def get_queryset(self) -> QuerySet[PushRun]:
        return PushRun.objects.visible_to(member_of(self.request))


class PushRunVerb(APIView):
    """What is done with a run."""

    permission_classes = [needs(Permission.ASSETS_EDIT)]
    deed: Callable[..., PushRun]

    @extend_schema(request=None, responses=PushRunSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """The run as it then stands; 409 where it is over or so already."""
        member = member_of(request)
        get_object_or_404(PushRun.objects.visible_to(member), pk=pk)
        arguments: dict[str, Any] = {"run_id": pk, "by": member, "now": timezone.now()}
        try:
            run = type(self).deed(**arguments)
        except RunIsOverError as error:
            raise Refused(str(error)) from error
        return Response(PushRunSerializer(run).data)


class PushRunPause(PushRunVerb):
    """Send nothing more of a run for now."""

    deed = staticmethod(pause_run)


class PushRunResume(PushRunVerb):
    """Go on with a paused run."""

    deed = staticmethod(resume_run)


class PushRunStop(PushRunVerb):
    """Take back what was not begun."""

    deed = staticmethod(stop_run)
