"""Whether an asset would qualify for a competition, by Piclo's published tests, with every reason in words.

Only indicative: the operator decides, and Piclo's word "qualified" is the firmer one. The tests are those of Piclo's
help pages: inside the area or its buffer, compatible voltage, capacity in the needed direction, registered before
qualification closes; then what the service windows ask (response time, run time).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from competitions.rules.geometry import Place
from portal.core.formats import duration, number, when


class Weight(StrEnum):
    """What a reason does to a verdict."""

    AGAINST = "against"
    DOUBT = "doubt"


class Verdict(StrEnum):
    """Our reading of the tests."""

    FITS = "fits"
    DOUBTFUL = "doubtful"
    DOES_NOT_FIT = "does_not_fit"


@dataclass(frozen=True)
class Reason:
    """One test that an asset does not clearly pass. `code` is stable, `words` are for people."""

    code: str
    words: str
    weight: Weight = Weight.AGAINST


@dataclass(frozen=True)
class Window:
    """What one service window asks of an asset."""

    name: str
    minimum_size_mw: Decimal = Decimal(0)
    minimum_run_time: timedelta | None = None
    required_response_time: timedelta | None = None


@dataclass(frozen=True)
class Wanted:
    """What a competition asks of an asset. Voltages in kV."""

    need_direction: str = ""
    power_type: str = ""
    minimum_voltage_kv: Decimal | None = None
    maximum_voltage_kv: Decimal | None = None
    qualification_closed_at: datetime | None = None
    windows: Sequence[Window] = ()


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
    max_runtime: timedelta | None = None


@dataclass(frozen=True)
class Judgement:
    """A verdict on one asset with its reasons, and the capacity it has in the needed direction (MW or MVAr)."""

    verdict: Verdict
    capacity: Decimal
    reasons: tuple[Reason, ...] = field(default=())


def judge(wanted: Wanted, candidate: Candidate, now: datetime) -> Judgement:
    """Every test, none left out after the first that fails."""
    capacity = capacity_towards(wanted, candidate)
    reasons = (
        *_of_status(candidate),
        *_of_place(candidate),
        *_of_voltage(wanted, candidate),
        *_of_direction(wanted, capacity),
        *_of_upload(wanted, candidate, now),
        *_of_windows(wanted, candidate),
    )
    if any(reason.weight is Weight.AGAINST for reason in reasons):
        return Judgement(Verdict.DOES_NOT_FIT, capacity or Decimal(0), reasons)
    return Judgement(Verdict.DOUBTFUL if reasons else Verdict.FITS, capacity or Decimal(0), reasons)


def direction_wanted(wanted: Wanted) -> str | None:
    """ "Active Export" for a deficit, "Active Import" for a surplus, "Reactive ..." likewise; None where unknown."""
    side = {"deficit": "Export", "surplus": "Import"}.get(wanted.need_direction.strip().lower())
    if side is None:
        return None
    return (
        f"Reactive {side}" if wanted.power_type.strip().lower().startswith("reactive") else f"Active {side}"
    )


def capacity_towards(wanted: Wanted, candidate: Candidate) -> Decimal | None:
    """The asset's capacity in the needed direction; None where the direction is not known."""
    return {
        "Active Export": candidate.active_export,
        "Active Import": candidate.active_import,
        "Reactive Export": candidate.reactive_export,
        "Reactive Import": candidate.reactive_import,
    }.get(direction_wanted(wanted) or "")


def size_doubts(windows: Iterable[Window], total: Decimal) -> list[Reason]:
    """Windows whose minimum size all our fitting assets together do not reach: it is asked of the group, not of one."""
    return [
        Reason(
            "minimum_size",
            f"{window.name or 'A window'} asks for at least {number(window.minimum_size_mw)} MW together; "
            f"our fitting assets have {number(total)} MW.",
        )
        for window in windows
        if window.minimum_size_mw > total
    ]


def _of_status(candidate: Candidate) -> list[Reason]:
    return [Reason("archived", "It is archived.")] if candidate.is_archived else []


def _of_place(candidate: Candidate) -> list[Reason]:
    if candidate.place is Place.INSIDE:
        return []
    if candidate.place is Place.OUTSIDE:
        return [Reason("outside", "It is outside the area and its buffer.")]
    if candidate.place is Place.BUFFER:
        words = "It is in the buffer only, not in the area itself: operators often refuse such assets."
        return [Reason("buffer", words, Weight.DOUBT)]
    words = (
        "Whether it is in the area cannot be told: the area is not drawn, or the asset has no coordinates."
    )
    return [Reason("place_unknown", words, Weight.DOUBT)]


def _of_voltage(wanted: Wanted, candidate: Candidate) -> list[Reason]:
    low, high = wanted.minimum_voltage_kv, wanted.maximum_voltage_kv
    if low is None and high is None:
        return []
    if candidate.voltage_kv is None:
        return [Reason("voltage_unknown", "Its voltage is not known.", Weight.DOUBT)]
    if low is not None and candidate.voltage_kv < low:
        return [Reason("voltage", f"It is at {_kv(candidate.voltage_kv)}; wanted from {_kv(low)} up.")]
    if high is not None and candidate.voltage_kv > high:
        return [Reason("voltage", f"It is at {_kv(candidate.voltage_kv)}; wanted up to {_kv(high)}.")]
    return []


def _of_direction(wanted: Wanted, capacity: Decimal | None) -> list[Reason]:
    direction = direction_wanted(wanted)
    if direction is None:
        said = f"“{wanted.need_direction}”" if wanted.need_direction else "nothing"
        words = f"The needed direction is not known (Piclo says {said})."
        return [Reason("direction_unknown", words, Weight.DOUBT)]
    if not capacity:
        return [Reason("direction", f"It has no {direction} capacity.")]
    return []


def _of_upload(wanted: Wanted, candidate: Candidate, now: datetime) -> list[Reason]:
    close = wanted.qualification_closed_at
    if close is None or (candidate.uploaded_at is not None and candidate.uploaded_at < close):
        return []
    if candidate.uploaded_at is not None:
        words = f"It was registered at Piclo {when(candidate.uploaded_at, now)}, after qualification closed"
        return [Reason("too_late", f"{words} {when(close, now)}.")]
    if close <= now:
        return [
            Reason("too_late", f"It is not registered at Piclo, and qualification closed {when(close, now)}.")
        ]
    words = f"It is not registered at Piclo yet: send it before {when(close, now)}."
    return [Reason("not_registered", words, Weight.DOUBT)]


def _of_windows(wanted: Wanted, candidate: Candidate) -> list[Reason]:
    """What windows ask: against an asset where no window is left for it, else a doubt that names the windows."""
    slow = [w for w in wanted.windows if _exceeds(candidate.response_time, w.required_response_time)]
    short = [w for w in wanted.windows if _exceeds(w.minimum_run_time, candidate.max_runtime)]
    reasons = []
    if slow:
        asked = min(w.required_response_time for w in slow if w.required_response_time is not None)
        words = f"It answers within {duration(candidate.response_time)}; wanted within {duration(asked)}"
        reasons.append(_of_some(wanted, slow, "response_time", words))
    if short:
        asked = max(w.minimum_run_time for w in short if w.minimum_run_time is not None)
        words = f"It runs for {duration(candidate.max_runtime)} at most; wanted {duration(asked)} at least"
        reasons.append(_of_some(wanted, short, "runtime", words))
    return reasons


def _of_some(wanted: Wanted, windows: Sequence[Window], code: str, words: str) -> Reason:
    if len(windows) == len(wanted.windows):
        return Reason(code, f"{words}.")
    return Reason(code, f"{words} in {', '.join(w.name for w in windows)}.", Weight.DOUBT)


def _exceeds(value: timedelta | None, limit: timedelta | None) -> bool:
    return value is not None and limit is not None and value > limit


def _kv(voltage: Decimal) -> str:
    return f"{number(voltage.normalize())} kV"
