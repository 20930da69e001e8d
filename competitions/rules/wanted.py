"""What a competition asks of an asset, and what the tests look at in one, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from competitions.rules.geometry import Place
from portal.piclo.wire.durations import duration_from_wire

# The four capacities of an asset, in the order of a competition's number for the one it needs.
DIRECTIONS = ("active_export", "active_import", "reactive_export", "reactive_import")


@dataclass(frozen=True)
class Criteria:
    """An operator's own demands beside the published tests (contract 6.4); empty or None asks nothing."""

    asset_types: frozenset[str] = frozenset()
    connection_types: frozenset[str] = frozenset()
    meter_id_required: bool = False
    # The operator checks meters against its own list; the list itself may not be shown to us.
    meter_ids_listed: bool = False
    meter_ids: frozenset[str] = frozenset()
    maximum_response_time: timedelta | None = None
    maximum_recovery_time: timedelta | None = None
    minimum_run_time: timedelta | None = None


NO_CRITERIA = Criteria()


@dataclass(frozen=True)
class Window:
    """What one service window asks of an asset."""

    name: str
    minimum_size_mw: Decimal = Decimal(0)
    minimum_run_time: timedelta | None = None
    required_response_time: timedelta | None = None


@dataclass(frozen=True)
class Wanted:
    """What a competition asks of an asset. Voltages in kV. `approved`: our company is, or need not be."""

    need_direction: str = ""
    power_type: str = ""
    minimum_voltage_kv: Decimal | None = None
    maximum_voltage_kv: Decimal | None = None
    qualification_closed_at: datetime | None = None
    windows: Sequence[Window] = ()
    approved: bool = True
    operator_name: str = ""
    criteria: Criteria = NO_CRITERIA


@dataclass(frozen=True)
class Candidate:
    """What the tests look at in an asset. Capacities in MW (MVAr where reactive), generation positive."""

    place: Place
    is_archived: bool = False
    voltage_kv: Decimal | None = None
    active_export: Decimal = Decimal(0)
    active_import: Decimal = Decimal(0)
    reactive_export: Decimal = Decimal(0)
    reactive_import: Decimal = Decimal(0)
    uploaded_at: datetime | None = None
    response_time: timedelta | None = None
    min_runtime: timedelta | None = None
    max_runtime: timedelta | None = None
    recovery_time: timedelta | None = None
    asset_type: str = ""
    connection_type: str = ""
    # Import and export MPAN.
    meters: tuple[str, str] = ("", "")
    # Whether it says where it is at all, or the area does.
    is_placed: bool = True


def direction_wanted(wanted: Wanted) -> str | None:
    """Which capacity a competition needs: export for a deficit, import for a surplus; None where it is not known."""
    side = {"deficit": "export", "surplus": "import"}.get(wanted.need_direction.strip().lower())
    if side is None:
        return None
    return f"{'reactive' if wanted.power_type.strip().lower().startswith('reactive') else 'active'}_{side}"


def direction_label(direction: str) -> str:
    """ "Active Export", as Piclo writes it."""
    return direction.replace("_", " ").title()


def capacity_towards(wanted: Wanted, candidate: Candidate) -> Decimal:
    """The asset's capacity in the needed direction; 0 where the direction is not known."""
    direction = direction_wanted(wanted)
    return Decimal(0) if direction is None else getattr(candidate, direction)


def criteria_of(raw: Mapping[str, Any]) -> Criteria:
    """Criteria as a competition carries them. What cannot be understood asks nothing: Piclo's own word is firmer."""
    if not raw:
        return NO_CRITERIA
    return Criteria(
        asset_types=_words(raw, "asset_types"),
        connection_types=_words(raw, "connection_types"),
        meter_id_required=raw.get("meter_id_required") is True,
        meter_ids_listed=raw.get("meter_ids_listed") is True or bool(_words(raw, "meter_ids")),
        meter_ids=_words(raw, "meter_ids"),
        maximum_response_time=_length(raw, "maximum_response_time"),
        maximum_recovery_time=_length(raw, "maximum_recovery_time"),
        minimum_run_time=_length(raw, "minimum_run_time"),
    )


def _words(raw: Mapping[str, Any], name: str) -> frozenset[str]:
    listed = raw.get(name)
    return (
        frozenset(word for word in listed if isinstance(word, str))
        if isinstance(listed, list)
        else frozenset()
    )


def _length(raw: Mapping[str, Any], name: str) -> timedelta | None:
    written = raw.get(name)
    try:
        return duration_from_wire(written) if written else None
    except ValueError:
        return None
