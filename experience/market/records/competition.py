"""Competitions on the wire: the shape of a competition record, read by providers."""

from datetime import datetime
from typing import Any

from experience.market.models import Competition, ServicePeriod, ServiceWindow
from experience.market.records.criteria import criteria_record
from experience.market.rules.text import duration_text, instant_text, kilovolts_text, mw_text, pounds_text

Record = dict[str, Any]


def competition_record(competition: Competition, now: datetime) -> Record:
    """A competition with its periods and windows. Prefetch both and the operator where many are served."""
    return {
        **competition.extra,
        "id": competition.id,
        "reference": competition.reference,
        "name": competition.name,
        "operator_name": competition.operator.name,
        "status": competition.stage(now),
        "confirmed": instant_text(competition.confirmed_at),
        "qualification_open": instant_text(competition.qualification_open),
        "qualification_closed": instant_text(competition.qualification_closed),
        "open": instant_text(competition.open),
        "closed": instant_text(competition.closed),
        **_need(competition),
        **_money(competition),
        "boundary": _boundary(competition),
        "criteria": criteria_record(competition.criteria),
        "service_periods": [period_record(period) for period in competition.service_periods.all()],
    }


def _need(competition: Competition) -> Record:
    record = competition.dps_record
    return {
        "area_buffer": f"{competition.area_buffer:.3f}",
        "need_type": competition.need_type,
        "type": competition.type,
        "need_direction": competition.need_direction,
        "power_type": competition.power_type,
        "product_type": competition.product_type or None,
        "pricing_type": competition.pricing_type,
        "visibility_only": competition.visibility_only,
        "contact": competition.contact or None,
        "archive_on": competition.archive_on.isoformat() if competition.archive_on else None,
        "dps_record_reference": record.reference if record else None,
        "minimum_connection_voltage": kilovolts_text(competition.minimum_connection_voltage),
        "maximum_connection_voltage": kilovolts_text(competition.maximum_connection_voltage),
    }


def _money(competition: Competition) -> Record:
    names = (
        "minimum_budget",
        "maximum_budget",
        "availability_guide_price",
        "utilisation_guide_price",
        "service_fee",
    )
    return {name: pounds_text(getattr(competition, name)) for name in names}


def _boundary(competition: Competition) -> Record:
    return {
        "area_references": competition.area_references,
        "postcodes": competition.postcodes,
        "bounding_boxes": competition.bounding_boxes,
        "geometry": competition.geometry,
    }


def period_record(period: ServicePeriod) -> Record:
    return {
        "id": period.id,
        "name": period.name,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "service_windows": [window_record(window) for window in period.service_windows.all()],
    }


def window_record(window: ServiceWindow) -> Record:
    return {
        "id": window.id,
        "name": window.name,
        "start": f"{window.start:%H:%M}",
        "end": f"{window.end:%H:%M}",
        "service_days": window.service_days,
        "minimum_aggregate_asset_size": mw_text(window.minimum_aggregate_asset_size),
        "capacity_required": mw_text(window.capacity_required),
        "public_holiday_handling": window.public_holiday_handling or None,
        "minimum_run_time": duration_text(window.minimum_run_time),
        "required_response_time": duration_text(window.required_response_time),
        "dispatch_estimate": window.dispatch_estimate,
        "dispatch_duration": duration_text(window.dispatch_duration),
        "fixed_rates": window.fixed_rates,
    }
