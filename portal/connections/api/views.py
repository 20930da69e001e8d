"""Reads of the connection and its runs."""

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView, RetrieveAPIView

from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission
from portal.connections.api.serializers import (
    ConnectionSerializer,
    SyncRunDetailSerializer,
    SyncRunSerializer,
)
from portal.connections.filters import RunFilter
from portal.core.api import Refused
from portal.piclo.models import Connection, SyncRun


class ConnectionView(RetrieveAPIView[Connection]):
    """How the organisation reaches Piclo, and whether Piclo is heard."""

    serializer_class = ConnectionSerializer
    permission_classes = [needs(Permission.CONNECTION_VIEW)]

    def get_object(self) -> Connection:
        """The organisation's only one."""
        connections = Connection.objects.visible_to(member_of(self.request))
        standing = connections.select_related("organisation").prefetch_related("feeds").first()
        if standing is None:
            raise Refused("This organisation is not connected to Piclo yet.")
        return standing


class SyncRuns(ListAPIView[SyncRun]):
    """Readings of feeds, the youngest first."""

    serializer_class = SyncRunSerializer
    permission_classes = [needs(Permission.CONNECTION_VIEW)]
    filterset_class = RunFilter
    queryset = SyncRun.objects.none()

    def get_queryset(self) -> QuerySet[SyncRun]:
        """Those of the member's organisation."""
        return SyncRun.objects.visible_to(member_of(self.request)).order_by("-started_at", "-pk")


class SyncRunDetail(RetrieveAPIView[SyncRun]):
    """One reading with the records it could not understand."""

    serializer_class = SyncRunDetailSerializer
    permission_classes = [needs(Permission.CONNECTION_VIEW)]
    queryset = SyncRun.objects.none()

    def get_queryset(self) -> QuerySet[SyncRun]:
        """Those of the member's organisation."""
        return SyncRun.objects.visible_to(member_of(self.request)).prefetch_related("refused_records")
