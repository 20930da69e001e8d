"""Times as files write them, and the instants they may mean. Clock changes are told, never guessed."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from portal.core.periods import LONDON
from settlement.rules.conventions import Convention, Stamp, Zone

ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T ](?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:\.0+)?)?\s*(?P<zone>[Zz]|[+-]\d\d:?\d\d)?"
)
BRITISH = re.compile(
    r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})[T ]+(?P<hour>\d{1,2}):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d))?(?P<zone>)"
)


class NotATime(ValueError):
    """A time that cannot be understood; the message is for the person who uploaded it."""


@lru_cache(maxsize=65_536)
def parse_stamp(text: str) -> datetime:
    """`2026-07-01T16:30Z`, `2026-07-01 17:30:00`, `01/07/2026 17:30` (day first); naive where no offset is written."""
    match = ISO.fullmatch(text) or BRITISH.fullmatch(text)
    if match is None:
        raise NotATime(f"“{text}” is not a date and time like 2026-07-01 17:30 or 01/07/2026 17:30.")
    year, month, day, hour, minute = (int(match[part]) for part in ("year", "month", "day", "hour", "minute"))
    try:
        naive = datetime(year, month, day, hour, minute, int(match["second"] or 0))  # noqa: DTZ001
    except ValueError as error:
        raise NotATime(f"“{text}” is no date and time of the calendar.") from error
    return naive.replace(tzinfo=offset(match["zone"])) if match["zone"] else naive


def offset(text: str) -> timezone:
    """`Z`, `+01:00` or `+0100`."""
    if text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def instants_of(stamp: datetime, zone: Zone) -> tuple[datetime, ...]:
    """The UTC instants a stamp can mean: none in the hour that is skipped, two in the hour that comes twice.

    A written offset settles it, but must be the offset of the file's zone: raises NotATime otherwise.
    """
    if stamp.tzinfo is None:
        return wall_instants(stamp.date(), stamp.time(), zone.info)
    instant = stamp.astimezone(UTC)
    if stamp.utcoffset() != instant.astimezone(zone.info).utcoffset():
        written = stamp.strftime("%z")
        raise NotATime(f"The time carries the offset {written}, but the file is said to be in {zone.label}.")
    return (instant,)


@lru_cache(maxsize=65_536)
def wall_instants(day: date, at: time, zone: ZoneInfo = LONDON) -> tuple[datetime, ...]:
    """The UTC instants at which clocks in `zone` show `at` on `day`, in order: none, one or two."""
    wall = datetime.combine(day, at)
    found = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    shown = (instant for instant in found if instant.astimezone(zone).replace(tzinfo=None) == wall)
    return tuple(sorted(shown))


def missing_words(stamp: datetime, convention: Convention) -> str:
    """What to say of a local time that the spring clock change skips."""
    words = (
        f"{stamp:%H:%M} does not exist on {day_words(stamp.date())} in London: clocks go from 01:00 to 02:00."
    )
    if convention.stamp is Stamp.END and (stamp.hour, stamp.minute) == (1, 0):
        return f"{words} The half-hour that ends there is written 02:00."
    return words


def twice_words(stamp: datetime) -> str:
    """What to say of a local time that came twice while the file has it once."""
    return (
        f"{stamp:%H:%M} occurs twice on {day_words(stamp.date())} in London (clocks go back at 02:00), "
        "but the file has it once, so which one is meant cannot be told. Write both, or use UTC."
    )


def day_words(day: date) -> str:
    """ "1 July 2026"."""
    return f"{day.day} {day:%B %Y}"


def period_words(start: datetime) -> str:
    """The half-hour from `start` in local words: "17:00-17:30 London, 1 July 2026"."""
    local, end = start.astimezone(LONDON), (start + timedelta(minutes=30)).astimezone(LONDON)
    return f"{local:%H:%M}–{end:%H:%M} London, {day_words(local.date())}"
