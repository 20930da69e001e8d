"""Where an asset differs from Piclo, over the API."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.api.answers import said
from assets.api.serializers import AssetSerializer
from assets.api.views import EDIT, READ
from assets.models import Asset
from assets.rules.fields import COLUMNS
from assets.selectors.differences import Said, differences_of, said_of
from assets.services import take_theirs
from portal.accounts.api_access import member_of


class DifferenceSerializer(serializers.Serializer[Said]):
    """One field, in words; `both` where it was changed here and at Piclo since they were last in step."""

    column = serializers.CharField()
    ours = serializers.CharField()
    theirs = serializers.CharField()
    both = serializers.BooleanField()


class TakeSerializer(serializers.Serializer[Asset]):
    """Whose values to take: those of `columns`, or of all that differ."""

    version = serializers.IntegerField()
    columns = serializers.MultipleChoiceField(choices=COLUMNS, required=False, default=set)


class AssetDifferences(APIView):
    """What stands here and what Piclo holds."""

    permission_classes = [READ]

    def get_permissions(self) -> list[BasePermission]:
        """Looking and changing are two permissions."""
        return [EDIT()] if self.request.method == "POST" else [READ()]

    @extend_schema(responses=DifferenceSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Each field that differs."""
        asset = get_object_or_404(Asset.objects.visible_to(member_of(request)), pk=pk)
        return Response([DifferenceSerializer(said_of(one)).data for one in differences_of(asset)])

    @extend_schema(request=TakeSerializer, responses=AssetSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Take Piclo's values; 409 where the asset has another version or nothing differs. Nothing is sent."""
        member = member_of(request)
        get_object_or_404(Asset.objects.visible_to(member), pk=pk)
        body = TakeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asset = said(take_theirs, asset_id=pk, by=member, now=timezone.now(), **body.validated_data)
        return Response(AssetSerializer(asset).data)
