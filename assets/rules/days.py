"""Days as files write them: ISO, British order, or a spreadsheet's count of days."""

import re
from datetime import date, datetime, time, timedelta

from assets.rules.unfit import Unfit

WRITE = "Write a date such as 2026-03-31."
EARLIEST, LATEST = date(1880, 1, 1), date(2100, 12, 31)
# Day 60 of the 1900 system is 29 February 1900, which never was: from then on days count from the 30th of December.
SINCE_1900, SINCE_1904 = date(1899, 12, 30), date(1904, 1, 1)
# A count of days below is taken for a year or a mistake: 1954 in the one system, 1958 in the other.
LEAST_COUNT, MOST_COUNT = 20_000, 73_415

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_BRITISH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: [\d:]+)?")
_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[-, ]+(\d{4})")
_COUNT = re.compile(r"\d{5}(\.\d+)?")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def day_of(cell: object, *, since_1904: bool = False) -> date:
    """A cell's day. Raises Unfit."""
    day = _from_value(cell, since_1904=since_1904)
    if not EARLIEST <= day <= LATEST:
        raise Unfit(f"{day.isoformat()} is not between {EARLIEST.year} and {LATEST.year}.")
    return day


def _from_value(cell: object, *, since_1904: bool) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, time | timedelta):
        raise Unfit("The spreadsheet made a time of this. " + WRITE)
    text = f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()
    return _from_text(text, since_1904=since_1904)


def _from_text(text: str, *, since_1904: bool) -> date:
    if found := _ISO.fullmatch(text):
        return _day(text, *(int(part) for part in found.groups()))
    if found := _BRITISH.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        return _day(text, year, month, day)
    if found := _NAMED.fullmatch(text):
        month_name = found[2].lower()
        if month_name in _MONTHS:
            return _day(text, int(found[3]), _MONTHS.index(month_name) + 1, int(found[1]))
    if _COUNT.fullmatch(text) and LEAST_COUNT <= (count := int(float(text))) <= MOST_COUNT:
        return (SINCE_1904 if since_1904 else SINCE_1900) + timedelta(days=count)
    raise Unfit(f"“{text[:40]}” is no date. {WRITE}")


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        if month > 12 >= day:
            raise Unfit(f"“{text}” has month {month}: days come before months here. {WRITE}") from error
        raise Unfit(f"“{text}” is not in the calendar. {WRITE}") from error
