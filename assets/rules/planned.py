"""What a planned asset must be before it is kept: the faults of its values by field, in words."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assets.rules.checks import DECIMALS_OF_KV, DECIMALS_OF_MW, HIGHEST_VOLTAGE_KV, Faults
from assets.rules.planned_fields import DURATIONS, capacity_unit

# The largest power station in Britain has less.
MOST_MW = 5_000
# The form of a competition's reference, as system operators have to write it.
REFERENCE = re.compile(r"[a-zA-Z0-9_]{1,40}")


def faults_of(values: Mapping[str, Any]) -> Faults:
    """Everything that is wrong with a planned asset's values (by the names of its columns)."""
    found = {
        "capacity_value_mw": _capacity_fault(
            values.get("capacity_value_mw"), values.get("capacity_type") or ""
        ),
        "voltage_level_kv": _voltage_fault(values.get("voltage_level_kv")),
        "competition_reference": _reference_fault(values.get("competition_reference") or ""),
        "estimated_asset_count": _count_fault(values.get("estimated_asset_count")),
        **{name: _duration_fault(values.get(name)) for name in DURATIONS},
    }
    if found["maximum_runtime"] is None:
        found["maximum_runtime"] = _runs_fault(values.get("minimum_runtime"), values.get("maximum_runtime"))
    return {name: [fault] for name, fault in found.items() if fault}


def new_faults(before: Mapping[str, Any], after: Mapping[str, Any]) -> Faults:
    """The faults that a change brings: those that stood before came from Piclo, and hold up no other change."""
    standing = faults_of(before)
    return {name: words for name, words in faults_of(after).items() if words != standing.get(name)}


def _capacity_fault(value: Any, capacity_type: str) -> str | None:
    unit = capacity_unit(capacity_type)
    if value is None:
        return None
    if value <= 0:
        return f"Say how many {unit} are planned: more than 0. The direction is a field of its own."
    if value > MOST_MW:
        return f"More than {MOST_MW:,} {unit}: is it in k{unit[1:]}?"
    if round(value, DECIMALS_OF_MW) != value:
        return f"At most {DECIMALS_OF_MW} decimals (ten watts)."
    return None


def _voltage_fault(value: Any) -> str | None:
    if value is None:
        return None
    if not 0 < value <= HIGHEST_VOLTAGE_KV:
        return f"A voltage level is above 0 and at most {HIGHEST_VOLTAGE_KV} kV."
    return f"At most {DECIMALS_OF_KV} decimals." if round(value, DECIMALS_OF_KV) != value else None


def _reference_fault(reference: str) -> str | None:
    if not reference or REFERENCE.fullmatch(reference):
        return None
    return (
        "Give the competition's reference: letters, digits and underscores, at most 40, such as LEITH_2027."
    )


def _count_fault(count: Any) -> str | None:
    return "At least 1 asset, or leave it blank." if count is not None and count < 1 else None


def _duration_fault(length: timedelta | None) -> str | None:
    return "A length of time is not negative." if length is not None and length < timedelta(0) else None


def _runs_fault(shortest: timedelta | None, longest: timedelta | None) -> str | None:
    if shortest is None or longest is None or shortest <= longest:
        return None
    return "The longest run is shorter than the shortest."
