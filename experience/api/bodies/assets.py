"""Bodies of assets and planned assets."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from experience.api.fields import WireDuration, checked
from experience.market.errors import Refused
from experience.market.models import AssetStatus, FlexProvider
from experience.market.records.asset import TEXTS

# Beyond any one site, and above any grid's voltage.
LARGEST_MW, HIGHEST_KV = 5_000, 800
READ_ONLY = {"id", "created", "modified"}
OPTIONAL: dict[str, Any] = {"required": False, "allow_null": True}


def _text(**options: Any) -> serializers.CharField:
    return serializers.CharField(**{"max_length": 60, **options})


def _megawatts(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=12, decimal_places=5, min_value=0, max_value=LARGEST_MW, **options
    )


def _kilovolts() -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=6, decimal_places=2, min_value=Decimal("0.01"), max_value=HIGHEST_KV
    )


class AssetBody(serializers.Serializer[Any]):
    """An asset as it is created. Categories and types are not checked: Piclo's full lists are not public."""

    provider = _text(max_length=64)
    ref = _text(max_length=100)
    name = _text(max_length=200)
    status = serializers.ChoiceField(choices=AssetStatus.choices)
    asset_category = _text()
    asset_type = _text()
    asset_scale = _text(allow_blank=True, **OPTIONAL)
    voltage_level = _kilovolts()
    country_code = serializers.RegexField(r"^[A-Z]{2}$")
    address = _text(max_length=300, allow_blank=True, **OPTIONAL)
    postcode = _text(max_length=10, allow_blank=True, **OPTIONAL)
    latitude = serializers.FloatField(min_value=-90, max_value=90, **OPTIONAL)
    longitude = serializers.FloatField(min_value=-180, max_value=180, **OPTIONAL)
    import_meter_id = _text(max_length=30, allow_blank=True, **OPTIONAL)
    export_meter_id = _text(max_length=30, allow_blank=True, **OPTIONAL)
    active_import_capacity = _megawatts(**OPTIONAL)
    active_export_capacity = _megawatts(**OPTIONAL)
    reactive_import_capacity = _megawatts(**OPTIONAL)
    reactive_export_capacity = _megawatts(**OPTIONAL)
    max_import_capacity = _megawatts(**OPTIONAL)
    max_export_capacity = _megawatts(**OPTIONAL)
    response_time = WireDuration(**OPTIONAL)
    min_runtime = WireDuration(**OPTIONAL)
    max_runtime = WireDuration(**OPTIONAL)
    recovery_time = WireDuration(**OPTIONAL)
    connection_status = _text(allow_blank=True, **OPTIONAL)
    connection_type = _text(allow_blank=True, **OPTIONAL)
    connection_current = _text(allow_blank=True, **OPTIONAL)
    operational_date = serializers.DateField(**OPTIONAL)
    metering_point = _text(allow_blank=True, **OPTIONAL)
    meter_interval = _text(allow_blank=True, **OPTIONAL)
    supplier = _text(max_length=120, allow_blank=True, **OPTIONAL)


class PlannedAssetBody(serializers.Serializer[Any]):
    """A planned asset as it is created; it knows its competition by reference."""

    provider = _text(max_length=64)
    reference = _text(max_length=100)
    name = _text(max_length=200)
    voltage_level = _kilovolts()
    asset_type = _text()
    capacity_type = _text(max_length=40)
    capacity_value = _megawatts()
    competition_reference = serializers.RegexField(r"^[a-zA-Z0-9_]{1,40}$")
    operator_name = _text(max_length=120, allow_blank=True, **OPTIONAL)
    estimated_asset_count = serializers.IntegerField(min_value=1, **OPTIONAL)
    maximum_response_time = WireDuration(**OPTIONAL)
    minimum_runtime = WireDuration(**OPTIONAL)
    maximum_runtime = WireDuration(**OPTIONAL)
    maximum_recovery_time = WireDuration(**OPTIONAL)


KNOWN = frozenset(AssetBody().fields) | READ_ONLY


def asset_values(raw: Mapping[str, Any], provider: FlexProvider, *, partial: bool = False) -> dict[str, Any]:
    """Values for an asset's columns; fields that nobody here knows go to `extra`."""
    values = checked(AssetBody, raw, partial=partial)
    _own(values, provider)
    extra = {name: value for name, value in raw.items() if name not in KNOWN}
    values.update({name: values[name] or "" for name in TEXTS if name in values})
    return {**values, "extra": extra} if extra else values


def planned_asset_values(
    raw: Mapping[str, Any], provider: FlexProvider, *, partial: bool = False
) -> dict[str, Any]:
    """Values for a planned asset's columns."""
    values = checked(PlannedAssetBody, raw, partial=partial)
    _own(values, provider)
    if "operator_name" in values:
        values["operator_name"] = values["operator_name"] or ""
    return values


def _own(values: dict[str, Any], provider: FlexProvider) -> None:
    if values.pop("provider", provider.pk) != provider.pk:
        raise Refused({"provider": ["This is not your Flex Provider ID."]})
