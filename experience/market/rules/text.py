"""How values travel: decimals as strings, instants with a Z, durations as `DDTHH:mm:ss`."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

DURATION = re.compile(
    r"^(?:(?P<days>\d{1,3})T)?(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)$"
)


def mw_text(value: Decimal | None) -> str | None:
    """Megawatts with at least three and at most five decimal places: `0.500`, `0.12345`."""
    if value is None:
        return None
    whole, _, places = f"{value:.5f}".partition(".")
    return f"{whole}.{places[:3]}{places[3:].rstrip('0')}"


def pounds_text(value: Decimal | None) -> str | None:
    """GBP (or an asset's kV) with two decimal places: `240.00`."""
    return None if value is None else f"{value:.2f}"


def kilovolts_text(value: Decimal | None) -> str | None:
    """A voltage as competitions name it, without needless places: `0.24`, `33`."""
    return None if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def instant_text(value: datetime | None) -> str | None:
    """An instant as ISO 8601 in UTC: `2026-11-23T17:00:00Z`."""
    return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def duration_text(value: timedelta | None) -> str | None:
    """`HH:mm:ss` under a day, `DDTHH:mm:ss` from a day on."""
    if value is None:
        return None
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    clock = f"{hours:02}:{minutes:02}:{seconds:02}"
    return f"{days:02}T{clock}" if days else clock


def parse_duration(text: str) -> timedelta:
    """The duration that a text in either form means. Raises ValueError for any other text."""
    match = DURATION.match(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a duration such as 02:00:00 or 01T02:00:00.")
    parts = {name: int(value or 0) for name, value in match.groupdict().items()}
    if parts["hours"] > 23 and match["days"] is not None:
        raise ValueError(f"{text!r} has more than 23 hours beside its days.")
    return timedelta(**parts)


def parse_instant(text: str) -> datetime:
    """An aware instant; one without a zone is taken as UTC. Raises ValueError."""
    value = datetime.fromisoformat(text.strip())
    return value if value.tzinfo else value.replace(tzinfo=UTC)
