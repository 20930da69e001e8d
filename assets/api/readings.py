"""What a reading of Piclo changed, over the API."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.rules.readings import ASSETS, PLANNED, SHOWN, verb_of
from assets.selectors.readings import changes_in, readings_of
from assets.services import NotConnectedError, read_now
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission
from portal.audit.models import Event
from portal.core.api import Refused
from portal.piclo.models import FeedState
from portal.piclo.services import AlreadyBeingRead, ReadTooSoon


class PulledChangeSerializer(serializers.ModelSerializer[Event]):
    """One asset, planned where the run read planned ones: `before` and `after` have the fields that changed.

    Where it differs from Piclo they are what stands here, unsent, and what Piclo holds.
    """

    asset = serializers.SerializerMethodField()
    name = serializers.CharField(source="subject_label")
    change = serializers.SerializerMethodField()
    before = serializers.DictField()
    after = serializers.DictField()

    class Meta:
        model = Event
        fields = ("asset", "name", "at", "change", "before", "after")

    def get_asset(self, event: Event) -> int:
        return int(event.subject_id)

    @extend_schema_field(serializers.ChoiceField(choices=list(SHOWN)))
    def get_change(self, event: Event) -> str:
        return verb_of(event.kind)


class SyncRunChanges(ListAPIView[Event]):
    """What a reading of assets or planned assets changed of those that stood here before, by name."""

    serializer_class = PulledChangeSerializer
    permission_classes = [needs(Permission.ASSETS_VIEW)]
    queryset = Event.objects.none()

    def get_queryset(self) -> QuerySet[Event]:
        """Those of one reading of the member's organisation."""
        arguments: dict[str, Any] = self.kwargs
        run = get_object_or_404(readings_of(member_of(self.request)), pk=arguments["pk"])
        return changes_in(run)


class ReadingAskedSerializer(serializers.ModelSerializer[FeedState]):
    """When it was asked for; the reading that comes of it is the next of this feed among the sync runs."""

    class Meta:
        model = FeedState
        fields = ("feed", "asked_at")


class ReadNow(APIView):
    """Having the portfolio read from Piclo."""

    permission_classes = [needs(Permission.CONNECTION_MANAGE)]
    feed = ASSETS

    @extend_schema(request=None, responses={202: ReadingAskedSerializer})
    def post(self, request: Request) -> Response:
        """Read all now; 409 while it is being read, without a connection, and where Piclo may not be asked yet."""
        try:
            state = read_now(feed=self.feed, by=member_of(request), now=timezone.now())
        except (NotConnectedError, AlreadyBeingRead, ReadTooSoon) as error:
            raise Refused(str(error)) from error
        return Response(ReadingAskedSerializer(state).data, status=202)


class AssetRead(ReadNow):
    """Have all assets read from Piclo as soon as a worker is free."""


class PlannedAssetRead(ReadNow):
    """The same of planned assets."""

    feed = PLANNED
