"""An operator's own criteria: as they are handed in, as they are kept, and as providers read them."""

from collections.abc import Mapping
from typing import Any

import msgspec

from experience.market.errors import Refused
from experience.market.rules.criteria import read_criteria


class CriteriaIn(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Demands of an asset; empty or null asks nothing. A hidden list of meters is tested against and not shown."""

    connection_types: list[str] = []
    asset_types: list[str] = []
    meter_id_required: bool = False
    meter_ids: list[str] = []
    meter_ids_hidden: bool = False
    maximum_response_time: str | None = None
    maximum_recovery_time: str | None = None
    minimum_run_time: str | None = None


def criteria_columns(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Criteria as they are kept: what asks nothing is left out. Raises Refused, naming what is wrong."""
    handed_in = {name: value for name, value in raw.items() if name != "meter_ids_listed"}
    try:
        record = msgspec.convert(handed_in, CriteriaIn, strict=False)
        kept: dict[str, Any] = msgspec.to_builtins(record)
        read_criteria(kept)
    except (msgspec.ValidationError, ValueError) as error:
        raise Refused({"criteria": [str(error)]}) from error
    return kept


def criteria_record(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Criteria as providers read them, with every key."""
    meters = list(kept.get("meter_ids", ()))
    return {
        "connection_types": list(kept.get("connection_types", ())),
        "asset_types": list(kept.get("asset_types", ())),
        "meter_id_required": bool(kept.get("meter_id_required")),
        "meter_ids": [] if kept.get("meter_ids_hidden") else meters,
        "meter_ids_listed": bool(meters),
        "maximum_response_time": kept.get("maximum_response_time"),
        "maximum_recovery_time": kept.get("maximum_recovery_time"),
        "minimum_run_time": kept.get("minimum_run_time"),
    }
