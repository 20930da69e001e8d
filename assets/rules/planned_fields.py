"""Which columns of a planned asset are which of Piclo's fields. Values are ours: decimals, lengths of time, counts."""

from collections.abc import Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Any

from assets.rules.fields import Values, written
from assets.rules.kinds import in_words
from portal.piclo.wire import PlannedAsset, PlannedAssetBody

# Our column -> the field on the wire. All of them can be edited here.
WIRE_NAMES = {
    "reference": "reference",
    "name": "name",
    "voltage_level_kv": "voltage_level",
    "asset_type": "asset_type",
    "capacity_type": "capacity_type",
    "capacity_value_mw": "capacity_value",
    "competition_reference": "competition_reference",
    "operator_name": "operator_name",
    "estimated_asset_count": "estimated_asset_count",
    "maximum_response_time": "maximum_response_time",
    "minimum_runtime": "minimum_runtime",
    "maximum_runtime": "maximum_runtime",
    "maximum_recovery_time": "maximum_recovery_time",
}
COLUMNS = tuple(WIRE_NAMES)
DURATIONS = ("maximum_response_time", "minimum_runtime", "maximum_runtime", "maximum_recovery_time")
_taken_from = attrgetter(*WIRE_NAMES.values())

# Piclo's words for the direction are assumed (A): those of an asset's capacities.
CAPACITY_TYPES = {
    "active_export": "Active export",
    "active_import": "Active import",
    "reactive_export": "Reactive export",
    "reactive_import": "Reactive import",
}


def capacity_type_label(code: str) -> str:
    return CAPACITY_TYPES.get(code) or in_words(code)


def capacity_unit(capacity_type: str) -> str:
    return "MVAr" if capacity_type.startswith("reactive") else "MW"


def values_of(planned: PlannedAsset) -> Values:
    """Piclo's record as values of our columns. A capacity that Piclo leaves out is 0."""
    values = dict(zip(COLUMNS, _taken_from(planned), strict=True))
    values["capacity_value_mw"] = values["capacity_value_mw"] or Decimal(0)
    return values


def differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Values:
    """The columns in which ours differ, with our values."""
    return {column: ours[column] for column in COLUMNS if ours[column] != theirs[column]}


def to_piclo(values: Mapping[str, Any]) -> Values:
    """Columns as fields of the wire. What we leave blank is sent as Piclo's blank: an empty text, or nothing."""
    return {WIRE_NAMES[column]: written(column, value) for column, value in values.items()}


def body_of(values: Mapping[str, Any], provider_id: str) -> PlannedAssetBody:
    """A new planned asset for Piclo: what is blank here is left out."""
    filled = {name: value for name, value in to_piclo(values).items() if value not in (None, "")}
    return PlannedAssetBody(provider=provider_id, **filled)
