"""Which of our columns are which of Piclo's fields. Values are ours: decimals, lengths of time, dates."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from portal.piclo.wire import Asset, AssetBody

Values = dict[str, Any]

# Our column -> the field on the wire. All of them can be edited here.
WIRE_NAMES = {
    "ref": "ref",
    "name": "name",
    "status": "status",
    "category": "asset_category",
    "asset_type": "asset_type",
    "voltage_level_kv": "voltage_level",
    "country_code": "country_code",
    "postcode": "postcode",
    "latitude": "latitude",
    "longitude": "longitude",
    "address": "address",
    "import_meter_id": "import_meter_id",
    "export_meter_id": "export_meter_id",
    "active_export_capacity_mw": "active_export_capacity",
    "active_import_capacity_mw": "active_import_capacity",
    "reactive_export_capacity_mvar": "reactive_export_capacity",
    "reactive_import_capacity_mvar": "reactive_import_capacity",
    "max_export_capacity_mw": "max_export_capacity",
    "max_import_capacity_mw": "max_import_capacity",
    "response_time": "response_time",
    "min_runtime": "min_runtime",
    "max_runtime": "max_runtime",
    "recovery_time": "recovery_time",
    "operational_date": "operational_date",
    "asset_scale": "asset_scale",
    "connection_status": "connection_status",
    "connection_type": "connection_type",
    "connection_current": "connection_current",
    "metering_point": "metering_point",
    "meter_interval": "meter_interval",
    "supplier": "supplier",
}
COLUMNS = tuple(WIRE_NAMES)
_taken_from = attrgetter(*WIRE_NAMES.values())
CAPACITIES = tuple(name for name in COLUMNS if name.endswith(("_mw", "_mvar")))


def values_of(asset: Asset) -> Values:
    """Piclo's record as values of our columns. A capacity that Piclo leaves out is 0."""
    values = dict(zip(COLUMNS, _taken_from(asset), strict=True))
    for column in CAPACITIES:
        values[column] = values[column] or Decimal(0)
    values["operational_date"] = _day(asset.operational_date)
    return values


def differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Values:
    """The columns in which ours differ, with our values."""
    return {column: ours[column] for column in COLUMNS if ours[column] != theirs[column]}


def to_piclo(values: Mapping[str, Any]) -> Values:
    """Columns as fields of the wire. What we leave blank is sent as Piclo's blank: an empty text, or nothing."""
    sent = {WIRE_NAMES[column]: written(column, value) for column, value in values.items()}
    if "operational_date" in sent:
        sent["operational_date"] = sent["operational_date"].isoformat() if sent["operational_date"] else None
    return sent


def body_of(values: Mapping[str, Any], provider_id: str) -> AssetBody:
    """A new asset for Piclo: what is blank here is left out."""
    filled = {name: value for name, value in to_piclo(values).items() if value not in (None, "")}
    return AssetBody(provider=provider_id, **filled)


def written(column: str, value: Any) -> Any:
    """A decimal without the noughts that our columns add, which Piclo counts as places: `11.00` kV, `0.500` MW."""
    if not isinstance(value, Decimal):
        return value
    least = 2 if column == "voltage_level_kv" else 3
    places = max(least, -int(value.normalize().as_tuple().exponent))
    return value.quantize(Decimal(1).scaleb(-places))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None
