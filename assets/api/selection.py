"""What is done with many assets at once, over the API."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.filters import AssetFilter
from assets.models import Asset, AssetGroup
from assets.models.asset import LIVE_STATUSES, AssetQuerySet
from assets.rules.groups import LONGEST_NAME
from assets.services.errors import PortfolioBusyError
from assets.services.groups import GroupNameError
from assets.services.many import (
    Done,
    SelectionMovedError,
    archive_many,
    group_many,
    push_many,
    set_status_of_many,
    ungroup_many,
)
from portal.accounts.api_access import member_of, needs
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.core.api import Refused

MOST_LISTED = 10_000
DEEDS: Mapping[str, Callable[..., Done]] = {
    "status": set_status_of_many,
    "archive": archive_many,
    "push": push_many,
    "group": group_many,
    "ungroup": ungroup_many,
}
# What a deed has to be told, beside whom it is about.
TOLD: Mapping[str, tuple[str, ...]] = {
    "status": ("status", "send"),
    "group": ("group", "name"),
    "ungroup": ("group",),
}


class SelectionSerializer(serializers.Serializer[Any]):
    """Which assets, by `assets` (ids) or by `filter` (as in `GET assets/`; `{}` for all), and what is done with them.

    `status` takes `status` and perhaps `send`; `group` takes `group` (id) or `name`; `ungroup` takes `group`.
    With `agreed` nothing is done where the filter finds another number of assets.
    """

    deed = serializers.ChoiceField(choices=list(DEEDS))
    assets = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=MOST_LISTED
    )
    filter = serializers.DictField(child=serializers.CharField(), required=False)
    agreed = serializers.IntegerField(required=False, min_value=0)
    status = serializers.ChoiceField(choices=LIVE_STATUSES, required=False)
    send = serializers.BooleanField(required=False)
    group = serializers.IntegerField(required=False)
    name = serializers.CharField(required=False, max_length=LONGEST_NAME)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Assets one way or the other, and what the deed needs."""
        if ("assets" in attrs) == ("filter" in attrs):
            raise serializers.ValidationError({"assets": ["Give either assets or a filter."]})
        deed = attrs["deed"]
        if deed == "status" and "status" not in attrs:
            raise serializers.ValidationError({"status": ["Say which status."]})
        if deed == "ungroup" and "group" not in attrs:
            raise serializers.ValidationError({"group": ["Say which group."]})
        if deed == "group" and ("group" in attrs) == ("name" in attrs):
            raise serializers.ValidationError({"group": ["Give either a group or a name."]})
        return attrs


class DoneSerializer(serializers.Serializer[Any]):
    """How many assets were changed and how many were so already; how many are sent; which had to stay archived."""

    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    asked = serializers.IntegerField()
    kept = serializers.ListField(child=serializers.CharField())
    group = serializers.IntegerField(source="group.pk", allow_null=True, default=None)


class AssetSelection(APIView):
    """Many assets at once."""

    permission_classes = [needs(Permission.ASSETS_EDIT)]

    @extend_schema(request=SelectionSerializer, responses=DoneSerializer)
    def post(self, request: Request) -> Response:
        """All of it or, where something is wrong, nothing; 409 where the filter finds others than agreed."""
        body = SelectionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked, member = body.validated_data, member_of(request)
        told = {name: asked[name] for name in TOLD.get(asked["deed"], ()) if name in asked}
        if "group" in told:
            told["group"] = _group(member, told["group"])
        try:
            done = DEEDS[asked["deed"]](
                assets=_chosen(request, member, asked),
                by=member,
                now=timezone.now(),
                agreed=asked.get("agreed"),
                **told,
            )
        except (SelectionMovedError, PortfolioBusyError) as error:
            raise Refused(str(error)) from error
        except GroupNameError as error:
            raise serializers.ValidationError({"name": [str(error)]}) from error
        return Response(DoneSerializer(done).data)


def _chosen(request: Request, member: Membership, asked: dict[str, Any]) -> AssetQuerySet:
    """The assets listed, every one of them ours; or those that the filter finds."""
    mine = Asset.objects.visible_to(member)
    if "filter" in asked:
        found = AssetFilter(asked["filter"], mine, request=request)
        unknown = sorted(asked["filter"].keys() - found.filters.keys())
        faults = {name: ["There is no such filter."] for name in unknown} | found.errors
        if faults:
            raise serializers.ValidationError({"filter": faults})
        by_filter: AssetQuerySet = found.qs
        return by_filter
    chosen = mine.filter(pk__in=asked["assets"])
    missing = sorted({*asked["assets"]} - set(chosen.values_list("pk", flat=True)))
    if missing:
        named = ", ".join(str(pk) for pk in missing[:10])
        raise serializers.ValidationError({"assets": [f"There is no such asset: {named}."]})
    return chosen


def _group(member: Membership, pk: int) -> AssetGroup:
    group = AssetGroup.objects.visible_to(member).filter(pk=pk).first()
    if group is None:
        raise serializers.ValidationError({"group": ["There is no such group."]})
    return group
