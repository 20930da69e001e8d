"""Piclo's competitions as values of our columns."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from competitions.rules.calendar import weekdays_from_names
from portal.piclo.wire import (
    AssetQualification,
    BiddingOpportunity,
    Competition,
    Rate,
    ServicePeriod,
    ServiceWindow,
)
from portal.piclo.wire.values import number_from_wire

Values = dict[str, Any]

FIXED_PRICES = {
    "availability": "fixed_availability_price",
    "utilisation": "fixed_utilisation_price",
    "service_fee": "fixed_service_fee",
}


def competition_values(theirs: Competition) -> Values:
    """The competition without its periods."""
    return {
        "piclo_id": theirs.id,
        "reference": theirs.reference,
        "name": theirs.name or theirs.reference,
        "operator_name": theirs.operator_name,
        "qualification_open_at": theirs.qualification_open,
        "qualification_closed_at": theirs.qualification_closed,
        "open_at": theirs.open,
        "closed_at": theirs.closed,
        "confirmed_at": theirs.confirmed,
        "archive_on": _day(theirs.archive_on),
        "area_buffer_km": theirs.area_buffer or Decimal(0),
        "boundary": _boundary(theirs),
        "criteria": theirs.criteria if isinstance(theirs.criteria, dict) else {},
        "need_type": theirs.need_type,
        "need_direction": theirs.need_direction,
        "power_type": theirs.power_type,
        "rate_type": theirs.type,
        "product_type": theirs.product_type,
        "pricing_type": theirs.pricing_type,
        "dps_record_reference": theirs.dps_record_reference,
        "minimum_connection_voltage_kv": theirs.minimum_connection_voltage,
        "maximum_connection_voltage_kv": theirs.maximum_connection_voltage,
        "minimum_budget_gbp": theirs.minimum_budget,
        "maximum_budget_gbp": theirs.maximum_budget,
        "availability_guide_price": theirs.availability_guide_price,
        "utilisation_guide_price": theirs.utilisation_guide_price,
        "service_fee_guide": theirs.service_fee,
    }


def period_values(theirs: ServicePeriod) -> Values:
    """A period; one without an id is known by its name and first day."""
    return {
        "piclo_id": theirs.id or f"{theirs.name[:50]} {theirs.start}".strip(),
        "name": theirs.name or f"From {theirs.start}",
        "start_on": theirs.start,
        "end_on": theirs.end,
    }


def window_values(theirs: ServiceWindow) -> Values:
    """A window; ValueError where a weekday is none."""
    return {
        "piclo_id": theirs.id,
        "name": theirs.name or theirs.id,
        "start_time": theirs.start,
        "end_time": theirs.end,
        "weekdays": weekdays_from_names(theirs.service_days),
        "capacity_required_mw": theirs.capacity_required,
        "minimum_aggregate_asset_size_mw": theirs.minimum_aggregate_asset_size or Decimal(0),
        "minimum_run_time": theirs.minimum_run_time,
        "required_response_time": theirs.required_response_time,
        "public_holiday_handling": theirs.public_holiday_handling,
        "dispatch_estimate": None if theirs.dispatch_estimate is None else round(theirs.dispatch_estimate),
        "dispatch_duration": theirs.dispatch_duration,
        **fixed_prices(theirs.fixed_rates),
    }


def fixed_prices(rates: Iterable[Rate]) -> dict[str, Decimal | None]:
    """Prices that a window fixes, by column; None for those that are bid."""
    values = {FIXED_PRICES[rate.type]: rate.value for rate in rates if rate.type in FIXED_PRICES}
    return {column: values.get(column) for column in FIXED_PRICES.values()}


def opportunity_values(theirs: BiddingOpportunity) -> Values:
    """What Piclo says we may bid with."""
    return {
        "total_capacity_mw": theirs.total_capacity or Decimal(0),
        "flex_asset_ids": list(theirs.assets.flex),
        "planned_asset_ids": list(theirs.assets.planned),
    }


def standing_values(theirs: AssetQualification) -> Values:
    """Piclo's word on one asset in one competition."""
    return {
        "piclo_competition_id": theirs.competition_id,
        "piclo_asset_id": theirs.asset_id,
        "status": theirs.status,
        "reasons": list(theirs.reasons),
        "piclo_modified_at": theirs.modified,
    }


def _boundary(theirs: Competition) -> Values:
    boundary = theirs.boundary
    return {
        "area_references": list(boundary.area_references) if boundary else [],
        "postcodes": list(boundary.postcodes) if boundary else [],
        "bounding_boxes": _boxes(boundary.bounding_boxes) if boundary else [],
        "geometry": boundary.geometry if boundary else None,
    }


def _boxes(listed: Any) -> list[list[float]]:
    """Those entries that are (west, south, east, north) in numbers; numbers may travel as text."""
    boxes = []
    for entry in listed if isinstance(listed, list | tuple) else ():
        try:
            corners = [number_from_wire(corner) for corner in entry]
        except (TypeError, ValueError):
            continue
        if len(corners) == 4:
            boxes.append(corners)
    return boxes


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None
