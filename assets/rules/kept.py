"""Values of an asset's columns as JSON keeps them, and back."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from assets.rules.sheet import SHEET

KINDS = {column.name: column.kind for column in SHEET}
COORDINATES = frozenset({"latitude", "longitude"})


def to_kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Decimals as plain text, lengths of time as seconds, days as ISO."""
    return {name: _kept(value) for name, value in values.items()}


def from_kept(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The values again, by what their columns are."""
    return {name: _value(name, value) for name, value in kept.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, timedelta):
        return round(value.total_seconds())
    return value.isoformat() if isinstance(value, date) else value


def _value(name: str, kept: Any) -> Any:
    if kept is None:
        return None
    kind = KINDS[name]
    if kind == "decimal" and name not in COORDINATES:
        return Decimal(kept)
    if kind == "duration":
        return timedelta(seconds=kept)
    return date.fromisoformat(kept) if kind == "date" else kept
