"""Lengths of time as files write them: 00:30:00, 0 00:30:00, PT30M, 30 min, or a spreadsheet's fraction of a day."""

import re
from datetime import date, datetime, time, timedelta

from assets.rules.unfit import Unfit

LONGEST = timedelta(days=366)
WRITE = "Write hours, minutes and seconds, such as 00:30:00."

_CLOCK = re.compile(
    r"(?:(?P<days>\d{1,4})(?:[ T]| ?d(?:ays?)?[, ]*))?(?P<h>\d{1,4}):(?P<m>[0-5]\d):(?P<s>[0-5]\d)(?:\.0+)?"
)
_SHORT = re.compile(r"(\d{1,4}):([0-5]\d)")
_ISO = re.compile(
    r"P(?:(?P<w>\d{1,3})W)?(?:(?P<d>\d{1,4})D)?(?:T(?:(?P<h>\d{1,5})H)?(?:(?P<m>\d{1,6})M)?(?:(?P<s>\d{1,8})(?:\.0+)?S)?)?",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:(?P<d>\d{1,4}) ?d(?:ays?)?)?[ ,]*(?:(?P<h>\d{1,5}) ?h(?:(?:ou)?rs?)?)?[ ,]*"
    r"(?:(?P<m>\d{1,6}) ?min(?:ute)?s?)?[ ,]*(?:(?P<s>\d{1,8}) ?s(?:ec(?:ond)?s?)?)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+([.,]\d+)?")


def length_of(cell: object) -> timedelta:
    """A cell's length of time. Raises Unfit, also where it could be read in two ways."""
    length = _from_value(cell)
    if length < timedelta(0):
        raise Unfit("A length of time is not negative.")
    if length > LONGEST:
        raise Unfit("This is longer than a year. " + WRITE)
    return length


def _from_value(cell: object) -> timedelta:
    if isinstance(cell, timedelta):
        return timedelta(seconds=round(cell.total_seconds()))
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, datetime | date):
        raise Unfit("The spreadsheet made a date of this. " + WRITE)
    return _from_number(f"{cell:.15g}") if isinstance(cell, float) else _from_text(str(cell).strip())


def _from_text(text: str) -> timedelta:
    if found := _CLOCK.fullmatch(text):
        return timedelta(
            days=int(found["days"] or 0),
            hours=int(found["h"]),
            minutes=int(found["m"]),
            seconds=int(found["s"]),
        )
    if found := _SHORT.fullmatch(text):
        first, second = found.groups()
        raise Unfit(
            f"{text} could be {int(first)} h {int(second)} min or {int(first)} min {int(second)} s. "
            f"Write {int(first):02}:{second}:00 or 00:{int(first) % 60:02}:{second}."
        )
    for shape in (_ISO, _WORDS):
        if (found := shape.fullmatch(text)) and any(found.groupdict().values()):
            return _summed(found.groupdict())
    if _NUMBER.fullmatch(text):
        return _from_number(text.replace(",", "."))
    raise Unfit(f"“{text[:40]}” is no length of time. {WRITE}")


def _summed(parts: dict[str, str | None]) -> timedelta:
    said = {name: int(value or 0) for name, value in parts.items()}
    return timedelta(
        weeks=said.get("w", 0), days=said["d"], hours=said["h"], minutes=said["m"], seconds=said["s"]
    )


def _from_number(text: str) -> timedelta:
    """A spreadsheet's fraction of a day: long and a whole number of seconds. A short number is nobody's unit."""
    value = float(text)
    seconds = value * 86_400
    if value == 0:
        return timedelta(0)
    decimals = len(text.partition(".")[2])
    if value < 1 and decimals >= 4 and abs(seconds - round(seconds)) < 0.05:
        return timedelta(seconds=round(seconds))
    raise Unfit(f"{text} of what: days, hours, minutes or seconds? {WRITE}")
