"""The map over the API: assets gathered, areas as GeoJSON, and who is inside an area."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assets.filters import AssetFilter
from assets.models import Asset
from competitions.api.map_serializers import (
    AreasSerializer,
    BoxSerializer,
    ClusterSerializer,
    NearbyQuerySerializer,
    NearbySerializer,
)
from competitions.models import Competition
from competitions.rules.geometry import Place
from competitions.rules.mapping import Box, pixel_degrees
from competitions.selectors.areas import DrawnArea, drawn_areas
from competitions.selectors.atlas import areas_within
from competitions.selectors.map import clusters, placed_assets
from competitions.selectors.nearby import Nearby
from portal.accounts.api_access import member_of, needs
from portal.accounts.permissions import Permission

DOORS = [needs(Permission.COMPETITIONS_VIEW), needs(Permission.ASSETS_VIEW)]
# An area of fewer pixels is drawn as a dot: it could not be hit.
SMALLEST_PX = 10


class MapAssets(APIView):
    """The portfolio in a box of the map."""

    permission_classes = DOORS

    @extend_schema(parameters=[BoxSerializer], responses=ClusterSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Assets gathered by place for this zoom; one alone carries its id. Narrowed like the list of assets."""
        box, zoom = asked(request)
        return Response(ClusterSerializer(clusters(filtered(request), box, zoom), many=True).data)


class MapAreas(APIView):
    """Areas of competitions that can still be joined, in a box of the map."""

    permission_classes = DOORS

    @extend_schema(parameters=[BoxSerializer], responses=AreasSerializer)
    def get(self, request: Request) -> Response:
        """GeoJSON, as fine as the zoom shows; `more` counts those left out."""
        box, zoom = asked(request)
        there, more = areas_within(drawn_areas(member_of(request), timezone.now()), box)
        features = [feature for one in there for feature in drawn(one, zoom)]
        return Response({"type": "FeatureCollection", "features": features, "more": more})


class CompetitionNearby(APIView):
    """Our assets against one competition's area."""

    permission_classes = DOORS

    @extend_schema(parameters=[NearbyQuerySerializer], responses=NearbySerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How many assets are inside, in the buffer only and outside, and one of these places in pages."""
        rows = Competition.objects.visible_to(member_of(request)).defer("raw")
        competition = get_object_or_404(rows, pk=pk)
        query = NearbyQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        assets = filtered(request)
        nearby = Nearby(competition, assets, placed_assets(assets))
        place = Place(query.validated_data["place"])
        page = nearby.page(place, str(query.validated_data["page"]), size=500)
        body = {"places": nearby.tabs, "pages": page.paginator.num_pages, "assets": nearby.rows(place, page)}
        return Response(NearbySerializer(body).data)


def asked(request: Request) -> tuple[Box, int]:
    """The box and zoom of a request. Raises ValidationError."""
    query = BoxSerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    return query.validated_data["bbox"], query.validated_data["zoom"]


def filtered(request: Request) -> QuerySet[Asset]:
    """The member's assets, narrowed like their list. Raises ValidationError."""
    mine = Asset.objects.visible_to(member_of(request))
    found = AssetFilter(request.query_params, mine, request=request)
    if not found.is_valid():
        raise ValidationError(found.errors)
    rows: QuerySet[Asset] = found.qs
    return rows


def drawn(one: DrawnArea, zoom: int) -> list[dict[str, Any]]:
    """An area and its buffer as features; a dot where it is too small to be hit."""
    words = {"id": one.competition.pk, "label": one.competition.name}
    pixel = pixel_degrees(zoom)
    if one.box.east - one.box.west < SMALLEST_PX * pixel:
        at = one.area.shape.representative_point()
        return [feature({"type": "Point", "coordinates": [at.x, at.y]}, words, "dot")]
    shapes = [feature(one.area.drawn(pixel), words, "area")]
    if buffer := one.area.buffer_drawn(pixel):
        shapes.insert(0, feature(buffer, words, "buffer"))
    return shapes


def feature(geometry: dict[str, Any], words: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {**words, "kind": kind}}
