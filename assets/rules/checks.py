"""What an asset must be before it is kept: the faults of its values by field, in words."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from assets.rules import countries, kinds, mpan, postcodes

Faults = dict[str, list[str]]

# MW and MVAr; the largest power station in Britain has less than 5,000.
CAPACITIES = {
    "active_export_capacity_mw": 5_000,
    "active_import_capacity_mw": 5_000,
    "reactive_export_capacity_mvar": 5_000,
    "reactive_import_capacity_mvar": 5_000,
    "max_export_capacity_mw": 5_000,
    "max_import_capacity_mw": 5_000,
}
HIGHEST_VOLTAGE_KV = 400
LONGEST = timedelta(days=31)
# The finest step that a capacity is kept in: one watt.
DECIMALS_OF_MW = 5
DECIMALS_OF_KV = 2


def faults_of(values: Mapping[str, Any]) -> Faults:
    """Everything that is wrong with an asset's values (by the names of its columns). Empty where nothing is."""
    found = {
        **_one(values, "import_meter_id", mpan.fault_of),
        **_one(values, "export_meter_id", mpan.fault_of),
        **_type_faults(values),
        **_place_faults(values),
        **_voltage_faults(values),
        **_capacity_faults(values),
        **_limit_faults(values),
        **_duration_faults(values),
    }
    return {name: [fault] for name, fault in found.items()}


def new_faults(before: Mapping[str, Any], after: Mapping[str, Any]) -> Faults:
    """The faults that a change brings: those that stood before came from Piclo, and hold up no other change."""
    standing = faults_of(before)
    return {name: words for name, words in faults_of(after).items() if words != standing.get(name)}


def _one(values: Mapping[str, Any], name: str, check: Any) -> dict[str, str]:
    fault = check(values[name]) if values.get(name) else None
    return {name: fault} if fault else {}


def _type_faults(values: Mapping[str, Any]) -> dict[str, str]:
    fault = kinds.fault_of(values.get("category") or "", values.get("asset_type") or "")
    return {"asset_type": fault} if fault else {}


def _place_faults(values: Mapping[str, Any]) -> dict[str, str]:
    """A UK postcode, or both coordinates, or all three."""
    latitude, longitude = values.get("latitude"), values.get("longitude")
    faults = {}
    if latitude is not None and not -90 <= latitude <= 90:
        faults["latitude"] = "A latitude is between -90 and 90."
    if longitude is not None and not -180 <= longitude <= 180:
        faults["longitude"] = "A longitude is between -180 and 180."
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        faults[missing] = "Give both coordinates or neither."
    if latitude is not None and longitude is not None and not faults:
        faults.update(_country_faults(values, latitude, longitude))
    postcode = values.get("postcode") or ""
    if not postcode and latitude is None and longitude is None:
        faults["postcode"] = "Give a postcode, or latitude and longitude."
    if postcode and values.get("country_code", "GB") == "GB" and (fault := postcodes.fault_of(postcode)):
        faults["postcode"] = fault
    return faults


def _country_faults(values: Mapping[str, Any], latitude: float, longitude: float) -> dict[str, str]:
    fault = countries.fault_of(values.get("country_code") or "GB", latitude, longitude)
    return dict([fault]) if fault else {}


def _voltage_faults(values: Mapping[str, Any]) -> dict[str, str]:
    voltage = values.get("voltage_level_kv")
    if voltage is not None and not 0 < voltage <= HIGHEST_VOLTAGE_KV:
        return {"voltage_level_kv": f"A voltage level is above 0 and at most {HIGHEST_VOLTAGE_KV} kV."}
    if voltage is not None and round(voltage, DECIMALS_OF_KV) != voltage:
        return {"voltage_level_kv": f"At most {DECIMALS_OF_KV} decimals."}
    return {}


def _capacity_faults(values: Mapping[str, Any]) -> dict[str, str]:
    faults = {}
    for name, most in CAPACITIES.items():
        value = values.get(name)
        if value is None:
            continue
        if value < 0:
            faults[name] = "A capacity is not negative: its direction is in its name."
        elif value > most:
            faults[name] = f"More than {most:,} {_unit(name)}: is it in {_unit(name).replace('M', 'k', 1)}?"
        elif round(value, DECIMALS_OF_MW) != value:
            faults[name] = f"At most {DECIMALS_OF_MW} decimals (ten watts)."
    return faults


def _unit(name: str) -> str:
    return "MVAr" if name.endswith("_mvar") else "MW"


def _limit_faults(values: Mapping[str, Any]) -> dict[str, str]:
    """What an asset can do passes through its connection. A limit of 0 is one that is not known."""
    faults = {}
    for side in ("export", "import"):
        capacity = values.get(f"active_{side}_capacity_mw") or Decimal(0)
        limit = values.get(f"max_{side}_capacity_mw") or Decimal(0)
        if limit and capacity > limit:
            faults[f"active_{side}_capacity_mw"] = (
                f"{capacity - limit:f} MW over the connection's {limit:f} MW."
            )
    return faults


def _duration_faults(values: Mapping[str, Any]) -> dict[str, str]:
    names = ("response_time", "min_runtime", "max_runtime", "recovery_time")
    faults = {}
    for name in names:
        length = values.get(name)
        if length is not None and length < timedelta(0):
            faults[name] = "A length of time is not negative."
        elif length is not None and length > LONGEST:
            faults[name] = "Longer than 31 days: give hours, minutes and seconds, such as 00:15:00."
    shortest, longest = values.get("min_runtime"), values.get("max_runtime")
    if shortest is not None and longest is not None and shortest > longest:
        faults["max_runtime"] = "The longest run is shorter than the shortest."
    return faults
