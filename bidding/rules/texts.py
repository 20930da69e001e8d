"""Numbers of the grid as people write and read them: MW, hours and minutes, pounds."""

import re
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from portal.core.money import to_pence

_HOURS = re.compile(r"(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?")
_LONGEST = timedelta(days=31)
_DIGITS = 12


def mw_text(mw: Decimal) -> str:
    """MW with at least three decimals, "0.443", and no more than it has."""
    exact = format(mw.normalize(), "f")
    places = len(exact.partition(".")[2])
    return exact if places > 3 else f"{mw:.3f}"


def price_text(price: Decimal) -> str:
    """Pounds and pence, "218.00"."""
    return f"{to_pence(price):f}"


def runtime_text(length: timedelta) -> str:
    """Hours and minutes, "3:30"; seconds only where there are any."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if seconds else f"{hours}:{minutes:02d}"


def read_decimal(text: str, places: int) -> Decimal | None:
    """The number in `text`, None where it is blank; ValueError in words where it is no number that can be kept."""
    bare = text.strip().replace(",", "").replace("£", "")
    if not bare:
        return None
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise ValueError("not a number") from None
    if not value.is_finite() or not bare.isascii():
        raise ValueError("not a number")
    exponent = int(value.as_tuple().exponent)
    if -exponent > places and value != round(value, places):
        raise ValueError("two decimals" if places == 2 else f"{places} decimals at most")
    if abs(value) >= Decimal(10) ** (_DIGITS - places):
        raise ValueError("too large")
    return value


def read_runtime(text: str) -> timedelta | None:
    """ "3:30", "3:30:00" or a bare number of hours; None where it is blank; ValueError in words otherwise."""
    bare = text.strip()
    if not bare:
        return None
    found = _HOURS.fullmatch(bare) if bare.isascii() else None
    if found:
        parts = {name: int(value) for name, value in found.groupdict(default="0").items()}
        length = timedelta(**parts)
    else:
        length = _hours(bare)
    if length > _LONGEST:
        raise ValueError("too long")
    return length


def _hours(text: str) -> timedelta:
    """A number of hours such as "3.5"."""
    if not re.fullmatch(r"\d{1,3}(\.\d{1,4})?", text, re.ASCII):
        raise ValueError("hours as 3:30")
    return timedelta(seconds=int(Decimal(text) * 3600))
