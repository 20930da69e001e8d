"""What the map's endpoints take and give."""

from typing import Any

from rest_framework import serializers

from competitions.rules.geometry import Place
from competitions.rules.mapping import LARGEST_ZOOM, Box, NotABox

PLACES = [Place.INSIDE.value, Place.BUFFER.value, Place.OUTSIDE.value]


class BoxSerializer(serializers.Serializer[Any]):
    """A piece of the map."""

    bbox = serializers.CharField(help_text="west,south,east,north in degrees")
    zoom = serializers.IntegerField(
        min_value=0, max_value=LARGEST_ZOOM, help_text="0 is the world, each further one is twice as close"
    )

    def validate_bbox(self, value: str) -> Box:
        try:
            return Box.read(value)
        except NotABox as error:
            raise serializers.ValidationError(str(error)) from error


class ClusterSerializer(serializers.Serializer[Any]):
    """Assets near each other: the middle of them, and the box that holds them (west, south, east, north)."""

    longitude = serializers.FloatField()
    latitude = serializers.FloatField()
    box = serializers.ListField(source="box.bounds", child=serializers.FloatField())
    count = serializers.IntegerField()
    export_mw = serializers.DecimalField(max_digits=18, decimal_places=6)
    import_mw = serializers.DecimalField(max_digits=18, decimal_places=6)
    asset_id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class AreasSerializer(serializers.Serializer[Any]):
    """A GeoJSON collection; properties are `id` of the competition, `label`, and `kind` (area, buffer, dot)."""

    type = serializers.CharField()
    features = serializers.ListField(child=serializers.DictField())
    more = serializers.IntegerField()


class NearbyQuerySerializer(serializers.Serializer[Any]):
    """Which assets to list."""

    place = serializers.ChoiceField(choices=PLACES, default=Place.INSIDE.value)
    page = serializers.IntegerField(min_value=1, default=1)


class PlaceSerializer(serializers.Serializer[Any]):
    """One place against the area."""

    place = serializers.CharField(source="code")
    count = serializers.IntegerField()
    export_mw = serializers.DecimalField(max_digits=18, decimal_places=6)
    import_mw = serializers.DecimalField(max_digits=18, decimal_places=6)


class NearAssetSerializer(serializers.Serializer[Any]):
    """An asset with its distance to the area in metres; null where the area is a list of postcodes."""

    id = serializers.IntegerField(source="asset.pk")
    ref = serializers.CharField(source="asset.ref")
    name = serializers.CharField(source="asset.name")
    metres = serializers.FloatField(allow_null=True)


class NearbySerializer(serializers.Serializer[Any]):
    """Our assets against an area. Outside, only the 50 nearest are listed."""

    places = PlaceSerializer(many=True)
    pages = serializers.IntegerField()
    assets = NearAssetSerializer(many=True)
