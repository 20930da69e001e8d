"""Our verdicts over the API: every reason by code and in words, and what would unlock more."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from assets.models import Asset
from competitions.models import Competition, Verdict
from competitions.models.verdict import PLACES
from competitions.rules.codes import Standing
from competitions.selectors.entering import tallies_of
from competitions.selectors.qualification import told, verdicts_in, verdicts_on
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission


class ReasonSerializer(serializers.Serializer[Any]):
    """One test that is not clearly passed: `kind` is doubt, action or against; `todo` says what can be done."""

    code = serializers.CharField(source="name")
    kind = serializers.CharField(source="kind.value")
    words = serializers.CharField()
    todo = serializers.CharField()


class VerdictSerializer(serializers.Serializer[Any]):
    """Our indicative verdict on an asset in a competition, and Piclo's firmer word where it has spoken."""

    competition = serializers.IntegerField(source="verdict.competition_id")
    asset = serializers.IntegerField(source="verdict.asset_id")
    place = serializers.SerializerMethodField()
    standing = serializers.SerializerMethodField()
    capacity_mw = serializers.DecimalField(max_digits=12, decimal_places=6)
    reasons = ReasonSerializer(many=True)
    piclo = serializers.CharField(source="word.word", default=None)
    piclo_reasons = serializers.ListField(source="their_reasons", child=serializers.CharField())
    differs = serializers.BooleanField()

    def get_place(self, one: Any) -> str:
        return PLACES[one.verdict.place].value

    def get_standing(self, one: Any) -> str:
        return Standing(one.verdict.standing).name.lower()


class TodoSerializer(serializers.Serializer[Any]):
    """One thing to be done, and the MW that then fit; `more_mw` of `more_assets` need something else too."""

    code = serializers.CharField(source="name")
    words = serializers.CharField()
    assets = serializers.IntegerField()
    unlocks_mw = serializers.DecimalField(max_digits=12, decimal_places=6)
    more_assets = serializers.IntegerField()
    more_mw = serializers.DecimalField(max_digits=12, decimal_places=6)


class VerdictsView(GenericAPIView[Any]):
    """A page of verdicts, the best first. What is outside has none."""

    serializer_class = VerdictSerializer
    permission_classes = [needs(Permission.COMPETITIONS_VIEW)]
    filter_backends: list[Any] = []
    queryset: "QuerySet[Any]" = Competition.objects.none()

    def page_of(self, verdicts: QuerySet[Verdict]) -> Response:
        rows = self.paginate_queryset(verdicts.select_related("asset", "competition"))
        return self.get_paginated_response(
            VerdictSerializer(told(rows or [], timezone.now()), many=True).data
        )


class CompetitionVerdicts(VerdictsView):
    """Our assets inside a competition's area or its buffer."""

    def get(self, request: Request, pk: int) -> Response:
        """Verdicts on our assets."""
        competition = get_object_or_404(Competition.objects.visible_to(member_of(request)), pk=pk)
        return self.page_of(verdicts_in(competition))


class AssetVerdicts(VerdictsView):
    """An asset in the competitions that can still be joined."""

    queryset = Asset.objects.none()

    def get(self, request: Request, pk: int) -> Response:
        """Verdicts by competition."""
        member = member_of(request)
        asset = get_object_or_404(Asset.objects.visible_to(member), pk=pk)
        return self.page_of(verdicts_on(asset, member, timezone.now()))


class CompetitionTodos(GenericAPIView[Any]):
    """What would unlock more of our capacity in a competition."""

    permission_classes = [needs(Permission.COMPETITIONS_VIEW)]
    serializer_class = TodoSerializer
    queryset: "QuerySet[Any]" = Competition.objects.none()
    filter_backends: list[Any] = []
    pagination_class = None

    @extend_schema(responses=TodoSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Things to be done, what unlocks the most first."""
        competition = get_object_or_404(Competition.objects.visible_to(member_of(request)), pk=pk)
        return Response(TodoSerializer(tallies_of([competition.pk])[competition.pk].todos, many=True).data)
