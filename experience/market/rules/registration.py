"""What is refused when an asset is registered or changed, beyond the kinds of its fields."""

import re
from collections.abc import Iterator, Set
from datetime import timedelta
from typing import Protocol

from experience.market.rules.mpan import mpan_fault

POSTCODE = re.compile(
    r"(GIR 0AA|[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2})",
)
# West, south, east, north: Great Britain with its islands, Northern Ireland too.
BRITAIN = (-9.0, 49.0, 3.0, 61.5)


class Registered(Protocol):
    """The parts of an asset that these rules look at."""

    country_code: str
    postcode: str
    latitude: float | None
    longitude: float | None
    import_meter_id: str
    export_meter_id: str
    min_runtime: timedelta | None
    max_runtime: timedelta | None


def faults(asset: Registered, named: Set[str]) -> dict[str, list[str]]:
    """Field -> what is wrong with it, of the rules that the named fields touch.

    A change is not refused for what it does not touch.
    """
    found: dict[str, list[str]] = {}
    for field, touched_by, words in _faults(asset):
        if touched_by & named:
            found.setdefault(field, []).append(words)
    return found


def _faults(asset: Registered) -> Iterator[tuple[str, set[str], str]]:
    if asset.country_code == "GB":
        yield from _british(asset)
    if (asset.latitude is None) != (asset.longitude is None):
        missing = "latitude" if asset.latitude is None else "longitude"
        yield missing, {"latitude", "longitude"}, "Latitude and longitude are given together."
    shortest, longest = asset.min_runtime, asset.max_runtime
    if shortest is not None and longest is not None and shortest > longest:
        words = "The minimum run time is longer than the maximum run time."
        yield "min_runtime", {"min_runtime", "max_runtime"}, words


def _british(asset: Registered) -> Iterator[tuple[str, set[str], str]]:
    for field in ("import_meter_id", "export_meter_id"):
        fault = mpan_fault(getattr(asset, field)) if getattr(asset, field) else None
        if fault:
            yield field, {field, "country_code"}, fault
    if asset.postcode and not POSTCODE.fullmatch(asset.postcode):
        yield "postcode", {"postcode", "country_code"}, "Enter a valid UK postcode, such as TD1 3AB."
    if asset.latitude is not None and asset.longitude is not None:
        west, south, east, north = BRITAIN
        if not (west <= asset.longitude <= east and south <= asset.latitude <= north):
            touched_by = {"latitude", "longitude", "country_code"}
            yield "latitude", touched_by, "These coordinates are not in GB."
