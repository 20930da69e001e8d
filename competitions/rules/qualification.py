"""Whether assets would qualify for competitions, by Piclo's published tests: one rule over rows of numbers.

Only indicative: the operator decides, and Piclo's own words are firmer. The tests are those of Piclo's help pages:
inside the area or its buffer, compatible voltage, capacity in the needed direction, registered before qualification
closes, the company approved by the operator; then what the windows ask, and the operator's own criteria.
"""

from collections.abc import Collection
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from competitions.rules.codes import Code, Standing, standing_of
from competitions.rules.fleet import UNKNOWN, Rows, fleet_of, terms_of, word_number
from competitions.rules.geometry import Place
from competitions.rules.wanted import DIRECTIONS, Candidate, Criteria, Wanted
from portal.core.columns import NEVER, instant_number

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]


def codes_for(terms: Rows, fleet: Rows, in_buffer: Mask, now: datetime) -> Codes:
    """The reasons of each pair: row n of `fleet` against row n of `terms`. All tests, none left out after a failure.

    The lists of an operator's criteria are not numbers: `criteria_codes` asks those.
    """
    found = np.zeros(len(fleet), np.int32)
    for code, holds in _tests(terms, fleet, now):
        found |= np.where(holds, code.value, 0).astype(np.int32)
    return found | np.where(in_buffer, Code.BUFFER.value, 0).astype(np.int32)


def _tests(terms: Rows, fleet: Rows, now: datetime) -> list[tuple[Code, Mask]]:
    return [
        *_voltage(terms, fleet),
        *_direction(terms, fleet),
        *_registered(terms, fleet, now),
        *_lengths(terms, fleet),
    ]


def _voltage(terms: Rows, fleet: Rows) -> list[tuple[Code, Mask]]:
    known = fleet["voltage"] != UNKNOWN
    outside = (fleet["voltage"] < terms["lowest_voltage"]) | (fleet["voltage"] > terms["highest_voltage"])
    return [
        (Code.VOLTAGE_UNKNOWN, terms["voltage_asked"] & ~known),
        (Code.VOLTAGE, terms["voltage_asked"] & known & outside),
    ]


def _direction(terms: Rows, fleet: Rows) -> list[tuple[Code, Mask]]:
    unknown = terms["direction"] == UNKNOWN
    return [
        (Code.DIRECTION_UNKNOWN, unknown),
        (Code.DIRECTION, ~unknown & (capacities_of(terms, fleet) <= 0)),
    ]


def _registered(terms: Rows, fleet: Rows, now: datetime) -> list[tuple[Code, Mask]]:
    """Registered before the close, to the microsecond; what is not registered can still be, until then."""
    unregistered = fleet["uploaded_at"] == NEVER
    over = terms["closed_at"] <= instant_number(now)
    late = fleet["uploaded_at"] >= terms["closed_at"]
    asked = terms["closed_at"] != NEVER
    return [
        (Code.TOO_LATE, asked & np.where(unregistered, over, late)),
        (Code.NOT_REGISTERED, unregistered & ~(asked & over)),
        (Code.NOT_APPROVED, ~terms["approved"]),
    ]


def _lengths(terms: Rows, fleet: Rows) -> list[tuple[Code, Mask]]:
    """What windows ask counts against an asset where no window is left for it; what is not known passes those.

    A criterion is passed by no asset that does not say.
    """
    response, run = fleet["response_time"], fleet["max_runtime"]
    slow_for_all, slow_for_some = response > terms["response_all"], response > terms["response_some"]
    short_for_all = (run != UNKNOWN) & (run < terms["runtime_all"])
    short_for_some = (run != UNKNOWN) & (run < terms["runtime_some"])
    asks_response, asks_recovery = terms["response_criterion"] != NEVER, terms["recovery_criterion"] != NEVER
    shortest, recovery = fleet["min_runtime"], fleet["recovery_time"]
    asks_run = terms["runtime_criterion"] > 0
    too_slow = slow_for_all | (asks_response & (response > terms["response_criterion"]))
    too_short = short_for_all | (asks_run & (shortest != UNKNOWN) & (shortest < terms["runtime_criterion"]))
    meterless = (fleet["import_meter"] == 0) & (fleet["export_meter"] == 0)
    return [
        (Code.RESPONSE, too_slow),
        (Code.RESPONSE_SOME, slow_for_some & ~too_slow),
        (Code.RESPONSE_MISSING, asks_response & (response == UNKNOWN)),
        (Code.RUNTIME, too_short),
        (Code.RUNTIME_SOME, short_for_some & ~too_short),
        (Code.RUNTIME_MISSING, asks_run & (shortest == UNKNOWN)),
        (Code.RECOVERY, asks_recovery & (recovery > terms["recovery_criterion"])),
        (Code.RECOVERY_MISSING, asks_recovery & (recovery == UNKNOWN)),
        (Code.NO_MPAN, terms["meter_required"] & meterless),
        (Code.MPAN_LIST_UNSEEN, terms["list_unseen"] & ~meterless),
    ]


def criteria_codes(criteria: Criteria, fleet: Rows) -> Codes:
    """The reasons that come of one competition's lists: types, connection types, meters."""
    found = np.zeros(len(fleet), np.int32)
    if criteria.asset_types:
        found |= _unless(_among(fleet["asset_type"], criteria.asset_types), Code.ASSET_TYPE)
    if criteria.connection_types:
        given = fleet["connection_type"] != 0
        among = _among(fleet["connection_type"], criteria.connection_types)
        found |= _unless(among | ~given, Code.CONNECTION_TYPE) | _unless(given, Code.CONNECTION_TYPE_MISSING)
    if criteria.meter_ids:
        ours = _among(fleet["import_meter"], criteria.meter_ids) | _among(
            fleet["export_meter"], criteria.meter_ids
        )
        given = (fleet["import_meter"] != 0) | (fleet["export_meter"] != 0)
        found |= _unless(ours | ~given, Code.MPAN_NOT_LISTED) | _unless(given, Code.NO_MPAN)
    return found


def capacities_of(terms: Rows, fleet: Rows) -> NDArray[np.int64]:
    """W or VAr in the direction that each pair's competition needs; 0 where that is not known."""
    sides = np.vstack([fleet[side] for side in DIRECTIONS])
    chosen = sides[np.maximum(terms["direction"], 0), np.arange(len(fleet))]
    return np.where(terms["direction"] == UNKNOWN, 0, chosen)


def codes_of(wanted: Wanted, candidate: Candidate, now: datetime) -> Code:
    """The reasons of one pair, with those that only a pair outside has: the same rule over a single row."""
    fleet, terms = fleet_of([candidate]), terms_of([wanted])
    tested = codes_for(terms, fleet, np.array([candidate.place is Place.BUFFER]), now)
    found = Code(int((tested | criteria_codes(wanted.criteria, fleet))[0]))
    if candidate.is_archived:
        found |= Code.ARCHIVED
    if candidate.place is Place.OUTSIDE:
        found |= Code.OUTSIDE
    if candidate.place is Place.UNKNOWN:
        found |= Code.AREA_UNKNOWN if candidate.is_placed else Code.POSITION_UNKNOWN
    return found


def verdict_on(wanted: Wanted, candidate: Candidate, now: datetime) -> Standing:
    """What the reasons of one pair come to."""
    return standing_of(codes_of(wanted, candidate, now))


def _among(values: NDArray[np.int64], words: Collection[str]) -> Mask:
    return np.isin(values, np.array([word_number(word) for word in words], np.int64))


def _unless(passed: Mask, code: Code) -> Codes:
    return np.where(passed, 0, code.value).astype(np.int32)
