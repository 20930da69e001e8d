"""Lines of a meter data file -> half-hours of energy, or every reason why not."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from portal.core.periods import HALF_HOUR
from settlement.rules.conventions import Convention, Sign, Stamp, Unit, Zone
from settlement.rules.stamps import (
    NotATime,
    instants_of,
    missing_words,
    parse_stamp,
    period_words,
    twice_words,
)
from settlement.rules.tables import Heading, Row, heading_words

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+\d+")
# More than any meter of a flexibility provider reads in half an hour, and what the column holds.
LARGEST_KWH = Decimal(10**8)
KEPT_FAULTS = 1_000


class Reading(NamedTuple):
    """Energy of one half-hour at one meter: kWh, generation positive, from `start` (UTC)."""

    meter: str
    start: datetime
    kwh: Decimal


class Fault(NamedTuple):
    """What is wrong with a line, in words for whoever sent it."""

    line: int
    words: str


class Stamped(NamedTuple):
    """A line understood so far: its local time may stand for two instants."""

    line: int
    meter: str
    stamp: datetime
    instants: tuple[datetime, ...]
    kwh: Decimal


@dataclass
class Understanding:
    """What a file says: all its readings, or its faults (the first thousand kept, all counted)."""

    readings: list[Reading] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    rows: int = 0
    # Each meter's first line.
    meters: dict[str, int] = field(default_factory=dict)

    def blame(self, line: int, words: str) -> None:
        self.fault_count += 1
        if len(self.faults) < KEPT_FAULTS:
            self.faults.append(Fault(line, words))


def normal_meter(text: str) -> str:
    """An MPAN or reference as it is compared: without spaces, upper case."""
    return "".join(text.split()).upper()


def heading_fault(heading: Heading, convention: Convention) -> str:
    """Where the words of the heading contradict what was said of the file; "" where they do not."""
    time, value = heading_words(heading.names["time"]), heading_words(heading.names["value"])
    said = (
        (time & {"start", "starting", "from"}, convention.stamp is Stamp.END, "the end of the half-hour"),
        (time & {"end", "ending", "until"}, convention.stamp is Stamp.START, "the start of the half-hour"),
        (time & {"utc", "gmt"}, convention.zone is Zone.LONDON, "London local time"),
        (time & {"local", "london", "bst"}, convention.zone is Zone.UTC, "UTC"),
        (value & {"kwh"}, convention.unit is Unit.KW, "kW"),
        (value & {"kw"}, convention.unit is Unit.KWH, "kWh"),
        (value & {"import", "consumption", "demand"}, convention.sign is Sign.GENERATION, "export positive"),
        (value & {"export", "generation"}, convention.sign is Sign.IMPORT, "import positive"),
    )
    names = {0: "time", 1: "time", 2: "time", 3: "time"}
    for place, (words, contradicts, chosen) in enumerate(said):
        if words and contradicts:
            name = heading.names[names.get(place, "value")]
            return (
                f"The column is headed “{name}”, but the file is said to be in {chosen}. Correct one of them."
            )
    return ""


def understand(
    rows: Iterable[Row],
    *,
    convention: Convention,
    known: Mapping[str, str],
    now: datetime,
    progress: Callable[[int], None] = lambda line: None,
) -> Understanding:
    """Read every line. `known` maps an MPAN or reference, normalised, to how meters are stored.

    `progress` is told the line from time to time. Readings count only if there is not one fault.
    """
    result = Understanding()
    stamped: list[Stamped] = []
    for row in rows:
        result.rows += 1
        if not result.rows % 20_000:
            progress(row.line)
        line = _stamped(row, convention, known, result)
        if line:
            result.meters.setdefault(line.meter, line.line)
            stamped.append(line)
    _place(_resolve(stamped, result), convention, now, result)
    result.faults.sort()
    return result


def _stamped(
    row: Row, convention: Convention, known: Mapping[str, str], result: Understanding
) -> Stamped | None:
    """One line with its meter, times and energy; or None and as many faults as it has."""
    faults = [row.fault] if row.fault else []
    meter = known.get(normal_meter(row.meter))
    if not meter and not row.fault:
        faults.append(meter_fault(row.meter))
    instants: tuple[datetime, ...] = ()
    stamp, kwh = None, None
    if not row.fault:
        try:
            stamp = parse_stamp(row.time)
            instants = instants_of(stamp, convention.zone)
            if not instants:
                faults.append(missing_words(stamp, convention))
        except NotATime as error:
            faults.append(str(error))
        kwh, words = read_value(row.value, convention)
        faults += [words] if words else []
    for words in faults:
        result.blame(row.line, words)
    if faults or stamp is None or kwh is None or meter is None:
        return None
    return Stamped(row.line, meter, stamp, instants, kwh)


def meter_fault(text: str) -> str:
    """Why a meter is not known, as far as that shows."""
    if not text:
        return "The meter is missing."
    if SHORTENED.fullmatch(text):
        return (
            f"“{text}” is an MPAN that a spreadsheet has shortened. Format the column as text and save again."
        )
    return f"“{text}” is neither an MPAN nor a reference of your assets."


def read_value(text: str, convention: Convention) -> tuple[Decimal | None, str]:
    """A value in kWh, generation positive; or None and what is wrong with it."""
    if not text:
        return None, "The value is missing."
    if "," in text:
        return None, f"“{text}” has a comma. Write a decimal point and no thousands separators."
    if not NUMBER.fullmatch(text):
        return None, f"“{text}” is not a number."
    value = Decimal(text)
    if abs(value) >= LARGEST_KWH:
        return None, f"“{text}” is too large for a half-hour."
    return convention.energy(value), ""


def _resolve(lines: list[Stamped], result: Understanding) -> Iterable[tuple[int, str, datetime, Decimal]]:
    """Each line with its one instant. A time that comes twice is told apart by the order of its meter's lines."""
    twice: dict[tuple[str, datetime], list[Stamped]] = defaultdict(list)
    backwards = _backwards(lines)
    for line in lines:
        if len(line.instants) == 1:
            yield line.line, line.meter, line.instants[0], line.kwh
        else:
            twice[line.meter, line.stamp].append(line)
    for (meter, stamp), both in twice.items():
        if len(both) == 1:
            result.blame(both[0].line, twice_words(stamp))
        for line in both[2:]:
            result.blame(line.line, f"{stamp:%H:%M} stands a third time for this meter; it occurs twice.")
        instants = both[0].instants[::-1] if meter in backwards else both[0].instants
        if len(both) > 1:
            for line, instant in zip(both, instants, strict=False):
                yield line.line, meter, instant, line.kwh


def _backwards(lines: list[Stamped]) -> set[str]:
    """Meters whose lines run from the newest to the oldest; only looked at where a time comes twice."""
    if not any(len(line.instants) > 1 for line in lines):
        return set()
    first: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    for line in lines:
        first.setdefault(line.meter, line.instants[0])
        last[line.meter] = line.instants[-1]
    return {meter for meter in first if first[meter] > last[meter]}


def _place(
    lines: Iterable[tuple[int, str, datetime, Decimal]],
    convention: Convention,
    now: datetime,
    result: Understanding,
) -> None:
    """Instants -> half-hours: on the boundary, over by now, once each."""
    seen: dict[str, dict[datetime, int]] = defaultdict(dict)
    for line, meter, instant, kwh in lines:
        start = convention.start_of(instant)
        earlier = seen[meter].setdefault(start, line)
        if start.minute % 30 or start.second:
            result.blame(line, "The time is not on the hour or the half-hour.")
        elif start + HALF_HOUR > now:
            result.blame(line, f"The half-hour {period_words(start)} is not over yet.")
        elif earlier != line:
            result.blame(
                line, f"The half-hour {period_words(start)} of this meter is on line {earlier} already."
            )
        else:
            result.readings.append(Reading(meter, start, kwh))
