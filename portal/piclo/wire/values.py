"""One value of Piclo's JSON each: decimals that travel as text, instants with a zone, times of day."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from portal.piclo.wire.durations import duration_from_wire, duration_to_wire

_TIME = re.compile(
    r"(?P<hour>[01]\d|2[0-3]|24(?=:00)):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?", re.ASCII
)
# Beyond this no quantity of the market lies; columns could not hold it.
MOST_DIGITS = 15


def decimal_from_wire(written: object) -> Decimal:
    """An exact decimal from text, or from a number as its shortest text. "1.500" keeps its three places."""
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        raise ValueError(f"expected a decimal, got {written!r}")
    try:
        value = Decimal(str(written))
    except InvalidOperation:
        raise ValueError(f"expected a decimal, got {written!r}") from None
    if not value.is_finite():
        raise ValueError(f"expected a finite decimal, got {written!r}")
    if (
        len(str(written)) > 40
        or value.adjusted() >= MOST_DIGITS
        or int(value.as_tuple().exponent) < -MOST_DIGITS
    ):
        raise ValueError(f"expected a decimal of the market's size, got {str(written)[:40]!r}")
    return value


def decimal_to_wire(value: Decimal) -> str:
    """The decimal as text with every place it has, never with an exponent."""
    if not value.is_finite():
        raise ValueError(f"{value} cannot be sent")
    return format(value, "f")


def number_from_wire(written: object) -> float:
    """A plain number (a coordinate) to whatever precision it is given, also where it travels as text."""
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        raise ValueError(f"expected a number, got {written!r}")
    try:
        value = float(written)
    except (ValueError, OverflowError):
        raise ValueError(f"expected a number, got {str(written)[:40]!r}") from None
    if not isfinite(value):
        raise ValueError(f"expected a finite number, got {str(written)[:40]!r}")
    return value


def instant_from_wire(written: object) -> datetime:
    """An instant in UTC. One without a zone is refused: nobody can say when it is."""
    try:
        value = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        value = None
    if value is None or len(str(written)) <= len("YYYY-MM-DD"):
        raise ValueError(f"expected an instant such as 2026-11-10T08:30:00Z, got {written!r}")
    if value.tzinfo is None:
        raise ValueError(f"the instant {written!r} names no time zone")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"the instant {written!r} is outside the calendar") from None


def instant_to_wire(value: datetime) -> str:
    """The instant in UTC with a Z."""
    if value.tzinfo is None:
        raise ValueError(f"the instant {value} names no time zone")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def time_from_wire(written: object) -> time:
    """A time of day, "HH:MM" or with seconds. "24:00" is midnight at the end of the day and reads as 00:00."""
    found = _TIME.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError(f"expected a time of day such as 16:30, got {written!r}")
    return time(int(found["hour"]) % 24, int(found["minute"]), int(found["second"] or 0))


def time_to_wire(value: time) -> str:
    """The time of day as "HH:MM"."""
    return value.isoformat("minutes")


READERS: Mapping[type, Callable[[object], object]] = {
    Decimal: decimal_from_wire,
    float: number_from_wire,
    datetime: instant_from_wire,
    time: time_from_wire,
    timedelta: duration_from_wire,
}

WRITERS: Mapping[type, Callable[[Any], object]] = {
    Decimal: decimal_to_wire,
    datetime: instant_to_wire,
    date: date.isoformat,
    time: time_to_wire,
    timedelta: duration_to_wire,
}
