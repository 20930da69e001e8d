"""Piclo's way of writing lengths of time: "HH:mm:ss", or "DDTHH:mm:ss" from a day upwards."""

import re
from datetime import timedelta

# A blank between days and time is what Piclo's pages and files show.
_WRITTEN = re.compile(
    r"(?:(?P<days>\d{1,4})[T ])?(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)"
)


def duration_from_wire(written: object) -> timedelta:
    """The length of time that `written` stands for; ValueError in words a person can read."""
    found = _WRITTEN.fullmatch(written) if isinstance(written, str) and written.isascii() else None
    if found is None:
        raise ValueError(f"expected a duration such as 02:30:00 or 01T02:30:00, got {written!r}")
    parts = {name: int(value) for name, value in found.groupdict(default="0").items()}
    return timedelta(**parts)


def duration_to_wire(length: timedelta) -> str:
    """`length` as Piclo writes it, in whole seconds."""
    if length < timedelta(0) or length.microseconds:
        raise ValueError(f"a duration has whole seconds and is not negative: {length}")
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    time = f"{hours:02d}:{minutes:02d}:{seconds:02d}"
    return f"{length.days:02d}T{time}" if length.days else time
