"""Assets and planned assets on the wire."""

from typing import Any

from experience.market.models import Asset, PlannedAsset
from experience.market.rules.text import duration_text, instant_text, mw_text, pounds_text

Record = dict[str, Any]
TEXTS = (
    "asset_scale",
    "address",
    "postcode",
    "import_meter_id",
    "export_meter_id",
    "connection_status",
    "connection_type",
    "connection_current",
    "metering_point",
    "meter_interval",
    "supplier",
)
CAPACITIES = (
    "active_import_capacity",
    "active_export_capacity",
    "reactive_import_capacity",
    "reactive_export_capacity",
    "max_import_capacity",
    "max_export_capacity",
)
DURATIONS = ("response_time", "min_runtime", "max_runtime", "recovery_time")
PLANNED_DURATIONS = (
    "maximum_response_time",
    "minimum_runtime",
    "maximum_runtime",
    "maximum_recovery_time",
)


def asset_record(asset: Asset) -> Record:
    """An asset with every field; what was never given is null."""
    return {
        **asset.extra,
        "id": asset.id,
        "created": instant_text(asset.created),
        "modified": instant_text(asset.modified),
        "provider": asset.provider_id,
        "ref": asset.ref,
        "name": asset.name,
        "status": asset.status,
        "asset_category": asset.asset_category,
        "asset_type": asset.asset_type,
        "voltage_level": pounds_text(asset.voltage_level),
        "country_code": asset.country_code,
        "latitude": asset.latitude,
        "longitude": asset.longitude,
        "operational_date": asset.operational_date.isoformat() if asset.operational_date else None,
        **{name: getattr(asset, name) or None for name in TEXTS},
        **{name: mw_text(getattr(asset, name)) for name in CAPACITIES},
        **{name: duration_text(getattr(asset, name)) for name in DURATIONS},
    }


def planned_asset_record(planned: PlannedAsset) -> Record:
    return {
        "id": planned.id,
        "created": instant_text(planned.created),
        "modified": instant_text(planned.modified),
        "provider": planned.provider_id,
        "reference": planned.reference,
        "name": planned.name,
        "voltage_level": pounds_text(planned.voltage_level),
        "asset_type": planned.asset_type,
        "capacity_type": planned.capacity_type,
        "capacity_value": mw_text(planned.capacity_value),
        "competition_reference": planned.competition_reference,
        "operator_name": planned.operator_name or None,
        "estimated_asset_count": planned.estimated_asset_count,
        **{name: duration_text(getattr(planned, name)) for name in PLANNED_DURATIONS},
    }
