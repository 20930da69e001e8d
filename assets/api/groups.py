"""Groups of assets over the API."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from assets.models import AssetGroup
from assets.rules.groups import LONGEST_NAME
from assets.selectors.groups import groups_with_sizes
from assets.services.groups import GroupNameError, create_group, delete_group, rename_group
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission

READ = needs(Permission.ASSETS_VIEW)
EDIT = needs(Permission.ASSETS_EDIT)


class GroupSerializer(serializers.ModelSerializer[AssetGroup]):
    """A group with the number of its live assets and their active capacities in MW."""

    live_assets = serializers.IntegerField(read_only=True)
    export_mw = serializers.DecimalField(max_digits=15, decimal_places=6, read_only=True)
    import_mw = serializers.DecimalField(max_digits=15, decimal_places=6, read_only=True)

    class Meta:
        model = AssetGroup
        fields = ("id", "name", "live_assets", "export_mw", "import_mw", "created_at", "modified_at")


class GroupNameSerializer(serializers.Serializer[AssetGroup]):
    """What a group is called; no other group of the organisation is, and there is no semicolon in it."""

    name = serializers.CharField(max_length=LONGEST_NAME)


class GroupsView(GenericAPIView[AssetGroup]):
    """Whatever serves groups: those of the member's organisation."""

    serializer_class = GroupSerializer
    permission_classes = [READ]
    queryset = AssetGroup.objects.none()

    def get_permissions(self) -> list[BasePermission]:
        """Looking and changing are two permissions."""
        return [READ()] if self.request.method in {"GET", "HEAD", "OPTIONS", None} else [EDIT()]

    def get_queryset(self) -> QuerySet[AssetGroup]:
        return groups_with_sizes(member_of(self.request)).order_by("name", "pk")

    def answer(self, pk: int, status: int = 200) -> Response:
        """A group as it then stands."""
        return Response(GroupSerializer(self.get_queryset().get(pk=pk)).data, status=status)


class GroupList(GroupsView, ListAPIView[AssetGroup]):
    """The groups."""

    @extend_schema(request=GroupNameSerializer, responses={201: GroupSerializer})
    def post(self, request: Request) -> Response:
        """Make a group that holds nothing yet; `POST assets/selection/` fills it."""
        made = _named(request, create_group)
        return self.answer(made.pk, status=201)


class GroupDetail(GroupsView):
    """One group."""

    def get(self, request: Request, pk: int) -> Response:
        """The group with what its assets come to; `GET assets/?group=` lists them."""
        return Response(GroupSerializer(self.get_object()).data)

    @extend_schema(request=GroupNameSerializer, responses=GroupSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Rename it."""
        self.get_object()
        _named(request, rename_group, group_id=pk)
        return self.answer(pk)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Drop the group; its assets stay as they are."""
        self.get_object()
        delete_group(group_id=pk, by=member_of(request), now=timezone.now())
        return Response(status=204)


def _named(request: Request, service: Any, **arguments: Any) -> AssetGroup:
    """A service that takes a name, its refusal as the field's."""
    body = GroupNameSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    try:
        group: AssetGroup = service(
            by=member_of(request), name=body.validated_data["name"], now=timezone.now(), **arguments
        )
    except GroupNameError as error:
        raise serializers.ValidationError({"name": [str(error)]}) from error
    return group
