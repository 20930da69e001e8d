"""The market over the API: the same reads as the pages."""

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.generics import ListAPIView, RetrieveAPIView

from competitions.api.serializers import (
    CompetitionDetailSerializer,
    CompetitionSerializer,
    OpportunitySerializer,
)
from competitions.filters import CompetitionFilter
from competitions.models import Competition, Opportunity
from competitions.selectors.listing import listed_competitions
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission


class CompetitionList(ListAPIView[Competition]):
    """Competitions, the one that closes next first; narrowed like the page."""

    serializer_class = CompetitionSerializer
    permission_classes = [needs(Permission.COMPETITIONS_VIEW)]
    filterset_class = CompetitionFilter
    queryset = Competition.objects.none()

    def get_queryset(self) -> QuerySet[Competition]:
        return listed_competitions(member_of(self.request), timezone.now()).defer("raw", "boundary")


class CompetitionDetail(RetrieveAPIView[Competition]):
    """One competition with its area, periods and windows."""

    serializer_class = CompetitionDetailSerializer
    permission_classes = [needs(Permission.COMPETITIONS_VIEW)]
    queryset = Competition.objects.none()

    def get_queryset(self) -> QuerySet[Competition]:
        return listed_competitions(member_of(self.request), timezone.now())


class OpportunityList(ListAPIView[Opportunity]):
    """Where Piclo says that we may bid."""

    serializer_class = OpportunitySerializer
    permission_classes = [needs(Permission.COMPETITIONS_VIEW)]
    queryset = Opportunity.objects.none()

    def get_queryset(self) -> QuerySet[Opportunity]:
        standing = Opportunity.objects.visible_to(member_of(self.request)).standing()
        return standing.select_related("competition").order_by("competition__closed_at", "pk")
