"""Reasons in words: what is so, what was wanted, and what somebody can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from assets.rules.kinds import in_words, type_label
from competitions.rules.codes import KINDS, Code, Kind, codes_in
from competitions.rules.wanted import Candidate, Wanted, Window, direction_label, direction_wanted
from portal.core.formats import duration, number, when


@dataclass(frozen=True)
class Reason:
    """One test that an asset does not clearly pass: a stable code, words for people, and what they can do about it."""

    code: Code
    words: str
    todo: str = ""

    @property
    def kind(self) -> Kind:
        return KINDS[self.code]

    @property
    def name(self) -> str:
        """The code as the API gives it: "not_registered"."""
        return (self.code.name or "").lower()


# What can be done about a code, as a line of its own on a page. The rest follows from what the asset itself lacks.
REMEDIES = {
    Code.NOT_APPROVED: "Apply to this operator",
    Code.NOT_REGISTERED: "Send to Piclo before qualification closes",
    Code.VOLTAGE: "Raise the voltage with the operator, or correct it",
    Code.VOLTAGE_UNKNOWN: "Give the voltage level",
    Code.NO_MPAN: "Add the MPAN",
    Code.MPAN_NOT_LISTED: "Ask the operator to list the MPAN",
    Code.RESPONSE_MISSING: "Give the response time",
    Code.RUNTIME_MISSING: "Give the shortest run",
    Code.RECOVERY_MISSING: "Give the recovery time",
    Code.CONNECTION_TYPE_MISSING: "Give the connection type",
    Code.POSITION_UNKNOWN: "Give a postcode or coordinates",
}


def reasons_of(codes: int, wanted: Wanted, candidate: Candidate, now: datetime) -> tuple[Reason, ...]:
    """Every reason of a pair, in the order of the tests."""
    return tuple(
        Reason(code, _words(code, wanted, candidate, now), REMEDIES.get(code, "")) for code in codes_in(codes)
    )


def _words(code: Code, wanted: Wanted, candidate: Candidate, now: datetime) -> str:
    if code in PLAIN:
        return PLAIN[code]
    if code in {Code.TOO_LATE, Code.NOT_REGISTERED}:
        return _registration(code, wanted, candidate, now)
    if code in {Code.RUNTIME, Code.RUNTIME_SOME}:
        return _run(code, wanted, candidate)
    if code in {Code.RESPONSE, Code.RESPONSE_SOME}:
        return _response(code, wanted, candidate)
    return _of_values(code, wanted, candidate)


PLAIN = {
    Code.ARCHIVED: "It is archived.",
    Code.OUTSIDE: "It is outside the area and its buffer.",
    Code.BUFFER: "It is in the buffer only, not in the area itself: operators often refuse such assets.",
    Code.POSITION_UNKNOWN: "Where it is is not known: it has no coordinates, and its postcode has no known position.",
    Code.AREA_UNKNOWN: "Whether it is inside cannot be told: Piclo shows no area.",
    Code.VOLTAGE_UNKNOWN: "Its voltage is not known.",
    Code.NO_MPAN: "It has no MPAN, and the operator asks for one.",
    Code.MPAN_NOT_LISTED: "Its MPAN is not on the operator's list for this zone.",
    Code.MPAN_LIST_UNSEEN: "The operator checks MPANs against a list that we cannot see.",
    Code.RESPONSE_MISSING: "The operator asks for a response time, and it has none.",
    Code.RUNTIME_MISSING: "The operator asks for a shortest run, and it has none.",
    Code.RECOVERY_MISSING: "The operator asks for a recovery time, and it has none.",
    Code.CONNECTION_TYPE_MISSING: "The operator asks for a connection type, and it has none.",
}


def _of_values(code: Code, wanted: Wanted, candidate: Candidate) -> str:
    direction, criteria = direction_wanted(wanted), wanted.criteria
    said = f"“{wanted.need_direction}”" if wanted.need_direction else "nothing"
    return {
        Code.VOLTAGE: f"It is at {_kv(candidate.voltage_kv)}; wanted {_range(wanted)}.",
        Code.DIRECTION: f"It has no {direction_label(direction or '')} capacity.",
        Code.DIRECTION_UNKNOWN: f"The needed direction is not known (Piclo says {said}).",
        Code.NOT_APPROVED: f"Our company is not approved by {wanted.operator_name or 'the operator'}.",
        Code.RECOVERY: f"It recovers in {duration(candidate.recovery_time)}; "
        f"wanted within {duration(criteria.maximum_recovery_time)}.",
        Code.ASSET_TYPE: "The operator takes no assets of its type; "
        f"wanted: {_listed(map(type_label, criteria.asset_types))}.",
        Code.CONNECTION_TYPE: f"Its connection type is {in_words(candidate.connection_type)}; "
        f"wanted: {_listed(map(in_words, criteria.connection_types))}.",
    }[code]


def _registration(code: Code, wanted: Wanted, candidate: Candidate, now: datetime) -> str:
    close = wanted.qualification_closed_at
    if code is Code.NOT_REGISTERED:
        before = f": send it before {when(close, now)}" if close else ""
        return f"It is not registered at Piclo yet{before}."
    if candidate.uploaded_at is None:
        return f"It is not registered at Piclo, and qualification closed {when(close, now)}."
    at = when(candidate.uploaded_at, now)
    return f"It was registered at Piclo {at}, after qualification closed {when(close, now)}."


def _response(code: Code, wanted: Wanted, candidate: Candidate) -> str:
    slow = [w for w in wanted.windows if _exceeds(candidate.response_time, w.required_response_time)]
    limits = [w.required_response_time for w in slow if w.required_response_time is not None]
    criterion = wanted.criteria.maximum_response_time
    if code is Code.RESPONSE and _exceeds(candidate.response_time, criterion) and criterion is not None:
        limits.append(criterion)
    words = f"It answers within {duration(candidate.response_time)}; wanted within {duration(min(limits))}"
    return f"{words}{_in_some(slow) if code is Code.RESPONSE_SOME else ''}."


def _run(code: Code, wanted: Wanted, candidate: Candidate) -> str:
    short = [w for w in wanted.windows if _exceeds(w.minimum_run_time, candidate.max_runtime)]
    criterion = wanted.criteria.minimum_run_time
    if code is Code.RUNTIME and _exceeds(criterion, candidate.min_runtime):
        return (
            f"Its shortest run is {duration(candidate.min_runtime)}; wanted {duration(criterion)} at least."
        )
    asked = max(w.minimum_run_time for w in short if w.minimum_run_time is not None)
    words = f"It runs for {duration(candidate.max_runtime)} at most; wanted {duration(asked)} at least"
    return f"{words}{_in_some(short) if code is Code.RUNTIME_SOME else ''}."


def size_doubts(windows: Iterable[Window], total: Decimal) -> list[str]:
    """Windows whose minimum size all our fitting assets together do not reach: it is asked of the group, not of one."""
    return [
        f"{window.name or 'A window'} asks for at least {number(window.minimum_size_mw.normalize())} MW together; "
        f"our fitting assets have {number(total.normalize())} MW."
        for window in windows
        if window.minimum_size_mw > total
    ]


def _in_some(windows: Iterable[Window]) -> str:
    return f" in {', '.join(window.name for window in windows)}"


def _exceeds(value: timedelta | None, limit: timedelta | None) -> bool:
    return value is not None and limit is not None and value > limit


def _range(wanted: Wanted) -> str:
    low, high = wanted.minimum_voltage_kv, wanted.maximum_voltage_kv
    if low is not None and high is not None:
        return f"{_kv(low)} to {_kv(high)}"
    return f"from {_kv(low)} up" if low is not None else f"up to {_kv(high)}"


def _kv(voltage: Decimal | None) -> str:
    return "an unknown voltage" if voltage is None else f"{number(f'{voltage.normalize():f}')} kV"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
