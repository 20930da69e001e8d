"""How the first lines of a file are understood, for people to compare before and after they upload."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from settlement.rules.conventions import Convention, Stamp
from settlement.rules.readings import heading_fault, meter_fault, normal_meter, read_value
from settlement.rules.stamps import NotATime, instants_of, missing_words, parse_stamp, period_words
from settlement.rules.tables import Row, Unreadable, decode, read_rows

SHOWN = 5


@dataclass(frozen=True)
class Understood:
    """One line as written and in words; `fault` instead where it cannot be understood."""

    line: int
    meter: str
    words: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Preview:
    """The first lines, or what is wrong with the file as a whole."""

    lines: tuple[Understood, ...] = ()
    problem: str = ""


def preview_of(data: bytes, convention: Convention, known: Collection[str]) -> Preview:
    """The first five lines of a file under a convention; `known` are MPANs and references, normalised."""
    try:
        heading, rows = read_rows(decode(data))
        first = tuple(_understood(row, convention, known) for row in islice(rows, SHOWN))
    except Unreadable as error:
        return Preview(problem=str(error))
    problem = heading_fault(heading, convention)
    return Preview(first, problem or ("" if first else "The file has a heading but no readings."))


def _understood(row: Row, convention: Convention, known: Collection[str]) -> Understood:
    if row.fault:
        return Understood(row.line, row.meter, fault=row.fault)
    kwh, fault = read_value(row.value, convention)
    try:
        when, missing = _when(row.time, convention)
    except NotATime as error:
        when, missing = "", str(error)
    if normal_meter(row.meter) not in known:
        fault = meter_fault(row.meter)
    if fault or missing or kwh is None:
        return Understood(row.line, row.meter, fault=fault or missing)
    ends = "beginning" if convention.stamp is Stamp.START else "ending"
    flow = "export" if kwh >= 0 else "import"
    return Understood(row.line, row.meter, f"{row.time} {ends} → {when}, {flow} {abs(kwh).normalize():f} kWh")


def _when(text: str, convention: Convention) -> tuple[str, str]:
    """The half-hour that a time names, in words; or why there is none."""
    stamp = parse_stamp(text)
    instants = instants_of(stamp, convention.zone)
    if not instants:
        return "", missing_words(stamp, convention)
    words = period_words(convention.start_of(instants[0]))
    return (f"{words} (or the hour that comes again)" if len(instants) > 1 else words), ""
