"""Piclo's word on our assets over the API: what internal tools compare our own verdicts with."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from competitions.models import PicloStanding, StandingStatus
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission


class StandingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By our ids of asset and competition, and by Piclo's status."""

    asset = django_filters.NumberFilter(field_name="asset_id")
    competition = django_filters.NumberFilter(field_name="competition_id")
    status = django_filters.ChoiceFilter(choices=StandingStatus)

    class Meta:
        model = PicloStanding
        fields = ("asset", "competition", "status")


class StandingSerializer(serializers.ModelSerializer[PicloStanding]):
    """How an asset stands in a competition by Piclo's list; `reasons` are Piclo's words."""

    asset_ref: Any = serializers.CharField(source="asset.ref", read_only=True)
    competition_reference: Any = serializers.CharField(source="competition.reference", read_only=True)
    # Words that Piclo may yet invent are given as they come.
    status: Any = serializers.CharField(read_only=True)

    class Meta:
        model = PicloStanding
        fields = (
            "asset",
            "asset_ref",
            "competition",
            "competition_reference",
            "status",
            "reasons",
            "piclo_modified_at",
        )


class StandingList(ListAPIView[PicloStanding]):
    """Piclo's word on each of our assets in each competition: eligible, ineligible, qualified, disqualified."""

    serializer_class = StandingSerializer
    permission_classes = [needs(Permission.COMPETITIONS_VIEW)]
    filterset_class = StandingFilter
    queryset = PicloStanding.objects.none()

    def get_queryset(self) -> QuerySet[PicloStanding]:
        given = PicloStanding.objects.visible_to(member_of(self.request)).standing()
        named = given.select_related("asset", "competition")
        columns = ("asset__ref", "competition__reference")
        return named.only(*columns, "status", "reasons", "piclo_modified_at").order_by("pk")
