"""Whose an asset's coordinates are: a person's, or Piclo's answer to its postcode, which do not outlive it."""

from collections.abc import Mapping
from typing import Any

COORDINATES = ("latitude", "longitude")
NOWHERE: Mapping[str, Any] = {"postcode": "", "latitude": None, "longitude": None}
# Nobody's where there are none.
NOBODY, PERSON, PICLO = "", "person", "piclo"


def without_stale(before: Mapping[str, Any], changes: Mapping[str, Any], came_from: str) -> dict[str, Any]:
    """Changes of columns as they are to be made: Piclo's coordinates are dropped where another postcode is given.

    They stay where the change brings new ones, and where the postcode is taken away: nothing else says where it is.
    """
    moved = changes.get("postcode") and changes["postcode"] != before["postcode"]
    if came_from == PICLO and moved and not _brings_new(before, changes):
        return {**changes, **dict.fromkeys(COORDINATES)}
    return dict(changes)


def source_after(before: Mapping[str, Any], changes: Mapping[str, Any], came_from: str, by: str) -> str:
    """Whose the coordinates are once `by`, PERSON or PICLO, has made these changes."""
    after = {name: changes.get(name, before[name]) for name in COORDINATES}
    if None in after.values():
        return NOBODY
    return by if _brings_new(before, changes) else came_from


def _brings_new(before: Mapping[str, Any], changes: Mapping[str, Any]) -> bool:
    return any(changes.get(name, before[name]) != before[name] for name in COORDINATES)
