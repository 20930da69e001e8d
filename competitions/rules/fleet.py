"""Assets and what competitions ask of them as rows of numbers, so that one rule judges one pair and a million alike.

W and VAr, V, microseconds. What is not known is UNKNOWN; what is not asked is a limit that nothing exceeds.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from competitions.rules.wanted import DIRECTIONS, Candidate, Wanted, direction_wanted
from portal.core.columns import NEVER, instant_number, length_number

Rows = NDArray[np.void]
UNKNOWN = -1
PER_MEGA, PER_KILO = Decimal(1_000_000), Decimal(1_000)

# What the tests look at in an asset. Words and meter numbers are kept as numbers of their own.
FLEET: dict[str, str] = {
    "id": "i8",
    "modified_at": "i8",
    "longitude": "f8",
    "latitude": "f8",
    "voltage": "i8",
    "active_export": "i8",
    "active_import": "i8",
    "reactive_export": "i8",
    "reactive_import": "i8",
    "uploaded_at": "i8",
    "response_time": "i8",
    "min_runtime": "i8",
    "max_runtime": "i8",
    "recovery_time": "i8",
    "asset_type": "i8",
    "connection_type": "i8",
    "import_meter": "i8",
    "export_meter": "i8",
}
TERMS: dict[str, str] = {
    "direction": "i2",
    "voltage_asked": "?",
    "lowest_voltage": "i8",
    "highest_voltage": "i8",
    "closed_at": "i8",
    "approved": "?",
    # The strictest and the laxest of the windows: what some ask, and what all ask.
    "response_some": "i8",
    "response_all": "i8",
    "runtime_some": "i8",
    "runtime_all": "i8",
    # The operator's own criteria.
    "response_criterion": "i8",
    "recovery_criterion": "i8",
    "runtime_criterion": "i8",
    "meter_required": "?",
    "list_unseen": "?",
}


def word_number(word: str) -> int:
    """A word as a number of 64 bits: the same as PostgreSQL makes of it (`selectors.fleet`). 0 is no word."""
    if not word:
        return 0
    first = hashlib.md5(word.encode(), usedforsecurity=False).digest()[:8]
    return int.from_bytes(first, "big", signed=True)


def fleet_of(candidates: Sequence[Candidate]) -> Rows:
    """Candidates as rows. Their ids and places on earth are not looked at by the tests and stay 0."""
    rows = np.zeros(len(candidates), list(FLEET.items()))
    for row, one in zip(rows, candidates, strict=True):
        row["voltage"] = volts(one.voltage_kv)
        for side in DIRECTIONS:
            row[side] = watts(getattr(one, side))
        row["uploaded_at"] = NEVER if one.uploaded_at is None else instant_number(one.uploaded_at)
        for name in ("response_time", "min_runtime", "max_runtime", "recovery_time"):
            row[name] = _length(getattr(one, name), UNKNOWN)
        row["asset_type"], row["connection_type"] = (
            word_number(one.asset_type),
            word_number(one.connection_type),
        )
        row["import_meter"], row["export_meter"] = (word_number(meter) for meter in one.meters)
    return rows


def terms_of(wanted: Sequence[Wanted]) -> Rows:
    """What competitions ask, as rows."""
    rows = [tuple(map(_terms(one).__getitem__, TERMS)) for one in wanted]
    return np.array(rows, list(TERMS.items()))


def _terms(wanted: Wanted) -> dict[str, Any]:
    criteria, direction = wanted.criteria, direction_wanted(wanted)
    responses = [window.required_response_time for window in wanted.windows]
    runs = [window.minimum_run_time for window in wanted.windows]
    return {
        "direction": UNKNOWN if direction is None else DIRECTIONS.index(direction),
        "voltage_asked": wanted.minimum_voltage_kv is not None or wanted.maximum_voltage_kv is not None,
        "lowest_voltage": 0 if wanted.minimum_voltage_kv is None else volts(wanted.minimum_voltage_kv),
        "highest_voltage": NEVER if wanted.maximum_voltage_kv is None else volts(wanted.maximum_voltage_kv),
        "closed_at": NEVER
        if wanted.qualification_closed_at is None
        else instant_number(wanted.qualification_closed_at),
        "approved": wanted.approved,
        "response_some": min(_lengths(responses), default=NEVER),
        "response_all": max(_lengths(responses), default=NEVER) if _all_given(responses) else NEVER,
        "runtime_some": max(_lengths(runs), default=0),
        "runtime_all": min(_lengths(runs), default=0) if _all_given(runs) else 0,
        "response_criterion": _length(criteria.maximum_response_time, NEVER),
        "recovery_criterion": _length(criteria.maximum_recovery_time, NEVER),
        "runtime_criterion": _length(criteria.minimum_run_time, 0),
        "meter_required": criteria.meter_id_required,
        "list_unseen": criteria.meter_ids_listed and not criteria.meter_ids,
    }


def volts(kilovolts: Decimal | None) -> int:
    return UNKNOWN if kilovolts is None else int(kilovolts * PER_KILO)


def watts(megawatts: Decimal) -> int:
    return int(megawatts * PER_MEGA)


def megawatts(power: int) -> Decimal:
    """W as MW, exactly."""
    return Decimal(int(power)) / PER_MEGA


def _length(length: timedelta | None, otherwise: int) -> int:
    return otherwise if length is None else length_number(length)


def _lengths(lengths: Iterable[timedelta | None]) -> list[int]:
    return [length_number(length) for length in lengths if length is not None]


def _all_given(lengths: Sequence[timedelta | None]) -> bool:
    return bool(lengths) and None not in lengths
