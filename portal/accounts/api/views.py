"""Reads about people and what they decided."""

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import IsAuthenticated

from portal.accounts.api.serializers import EventSerializer, MemberSerializer, MeSerializer
from portal.accounts.api_access import member_of, needs
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.accounts.selectors import team_of
from portal.audit.filters import EventFilter
from portal.audit.models import Event
from portal.core.api import Refused


class Me(RetrieveAPIView[Membership]):
    """Whom this request acts for."""

    serializer_class = MeSerializer
    permission_classes = [IsAuthenticated]

    def get_object(self) -> Membership:
        member = member_of(self.request)
        if not member:
            raise Refused("This account belongs to no organisation.")
        return member


class Team(ListAPIView[Membership]):
    """Who works in the organisation."""

    serializer_class = MemberSerializer
    permission_classes = [needs(Permission.TEAM_VIEW)]
    queryset = Membership.objects.none()

    def get_queryset(self) -> QuerySet[Membership]:
        return team_of(member_of(self.request))


class Events(ListAPIView[Event]):
    """What was decided, newest first."""

    serializer_class = EventSerializer
    permission_classes = [needs(Permission.AUDIT_VIEW)]
    filterset_class = EventFilter
    queryset = Event.objects.none()

    def get_queryset(self) -> QuerySet[Event]:
        events = Event.objects.visible_to(member_of(self.request)).select_related("actor")
        return events.order_by("-at", "-pk")
