"""Saved filters of the list of assets over the API."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from assets.filters import AssetFilter
from assets.models import Asset, SavedFilter
from assets.services import AssetError, FilterNameTakenError, change_filter, delete_filter, save_filter
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission
from portal.core.api import Refused

READ = needs(Permission.ASSETS_VIEW)


class SavedFilterSerializer(serializers.ModelSerializer[SavedFilter]):
    """A saved filter; `query` is what stands behind the question mark of the list it stands for."""

    owner = serializers.CharField(source="owner.user.email", read_only=True)

    class Meta:
        model = SavedFilter
        fields = ("id", "name", "query", "is_shared", "owner", "created_at", "modified_at")


class SavedFilterBodySerializer(serializers.Serializer[SavedFilter]):
    """What may be said of a saved filter. What does not narrow or sort the list is left out of `query`."""

    name = serializers.CharField(max_length=80)
    query = serializers.CharField(max_length=2_000, allow_blank=True)
    is_shared = serializers.BooleanField(required=False, default=False)

    def validate_query(self, query: str) -> str:
        """The part of it that means something; a filter that makes no sense is said."""
        request: Request = self.context["request"]
        data = QueryDict(query.removeprefix("?"))
        found = AssetFilter(data, Asset.objects.visible_to(member_of(request)), request=request)
        if not found.is_valid():
            raise serializers.ValidationError([f"{name}: {words[0]}" for name, words in found.errors.items()])
        return found.query_kept()


class SavedFiltersView(GenericAPIView[SavedFilter]):
    """One's own and those that colleagues share."""

    serializer_class = SavedFilterSerializer
    permission_classes = [READ]
    queryset = SavedFilter.objects.none()

    def get_queryset(self) -> QuerySet[SavedFilter]:
        saved = SavedFilter.objects.visible_to(member_of(self.request)).select_related("owner__user")
        return saved.order_by("name", "pk")

    def body(self, request: Request, *, partial: bool = False) -> dict[str, Any]:
        """What was sent, if it makes sense."""
        body = SavedFilterBodySerializer(data=request.data, partial=partial, context={"request": request})
        body.is_valid(raise_exception=True)
        return {**body.validated_data}


class SavedFilterList(ListModelMixin, SavedFiltersView):
    """Saved filters."""

    def get(self, request: Request) -> Response:
        """By name. `GET /assets/?saved=<id>` lists what one finds."""
        return self.list(request)

    @extend_schema(request=SavedFilterBodySerializer, responses={201: SavedFilterSerializer})
    def post(self, request: Request) -> Response:
        """Keep a query of the list under a name."""
        saved = _said(save_filter, by=member_of(request), now=timezone.now(), **self.body(request))
        return Response(SavedFilterSerializer(saved).data, status=201)


class SavedFilterDetail(RetrieveModelMixin, SavedFiltersView):
    """One saved filter."""

    def get(self, request: Request, pk: int) -> Response:
        """Its name and its query."""
        return self.retrieve(request, pk=pk)

    @extend_schema(request=SavedFilterBodySerializer(partial=True), responses=SavedFilterSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Rename it, share it, or keep another query under its name: its owner alone."""
        changes, saved = self.body(request, partial=True), self.get_object()
        saved = _said(
            change_filter, filter_id=saved.pk, by=member_of(request), changes=changes, now=timezone.now()
        )
        return Response(SavedFilterSerializer(saved).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Drop it; its owner, or a shared one who manages the team."""
        _said(delete_filter, filter_id=self.get_object().pk, by=member_of(request), now=timezone.now())
        return Response(status=204)


def _said(service: Any, **arguments: Any) -> SavedFilter:
    """A service's answer, its refusals as the API's errors."""
    try:
        saved: SavedFilter = service(**arguments)
    except FilterNameTakenError as taken:
        raise serializers.ValidationError({"name": [str(taken)]}) from taken
    except AssetError as error:
        raise Refused(str(error)) from error
    return saved
