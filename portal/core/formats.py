"""How values read to people: numbers with their minus sign, money, local time, time left. Pure functions.

Whatever is missing reads "–", so that a table never shows an empty cell or the word None.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
NOTHING = "–"
MINUS = "−"

Number = Decimal | int | float | str


def number(value: Number | None, places: int | None = None) -> str:
    """A number with thousands separated; `places` fixes the decimals, without it those of the value are kept."""
    if value is None or value == "":
        return NOTHING
    exact = Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{MINUS if exact < 0 else ''}{abs(exact):,f}"


def money(value: Number | None) -> str:
    """Pounds and pence, "−£184.22"."""
    text = number(value, 2)
    if text == NOTHING:
        return NOTHING
    return f"{MINUS}£{text[1:]}" if text.startswith(MINUS) else f"£{text}"


def percent(value: Number | None, places: int = 0) -> str:
    """A share of one as "78 %"."""
    return NOTHING if value is None or value == "" else f"{number(Decimal(str(value)) * 100, places)} %"


def plural(count: int, one: str, many: str = "") -> str:
    """ "1 asset", "31 assets"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def duration(value: timedelta | None) -> str:
    """A span of time in its two largest parts: "2 d 1 h", "1 h 18 min", "18 min 40 s", "40 s".

    static/js/time.js says the same in the browser; change both.
    """
    if value is None:
        return NOTHING
    seconds = int(abs(value.total_seconds()))
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    if days >= 3:
        return f"{days} d"
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if minutes >= 30 or (minutes and not seconds % 60):
        return f"{minutes} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"


def local(value: datetime) -> datetime:
    """An instant in the market's time zone."""
    return value.astimezone(LONDON)


def clock(value: datetime | None) -> str:
    """Local time of day, "16:30"."""
    return NOTHING if value is None else local(value).strftime("%H:%M")


def day(value: date | datetime | None, now: datetime | None = None) -> str:
    """A local day, "Mon 23 Nov"; the year is added where it is not that of `now`."""
    if value is None:
        return NOTHING
    on = local(value).date() if isinstance(value, datetime) else value
    text = f"{on:%a} {on.day} {on:%b}"
    return text if now is not None and on.year == local(now).year else f"{text} {on.year}"


def when(value: datetime | None, now: datetime) -> str:
    """Local time as one would say it now: "16:30", "tomorrow 07:30", "Fri 27 Nov 17:00"."""
    if value is None:
        return NOTHING
    return f"{named_day(local(value).date(), now, today='')} {clock(value)}".strip()


def named_day(on: date, now: datetime, today: str = "today") -> str:
    """A local day by name where it has one."""
    names = {0: today, 1: "tomorrow", -1: "yesterday"}
    return names.get((on - local(now).date()).days, day(on, now))


def period(start: datetime | None, end: datetime | None, now: datetime) -> str:
    """A stretch of local time: "today 16:30–18:00", "Mon 23 Nov 22:00 – Tue 24 Nov 02:00"."""
    if start is None or end is None:
        return f"{when(start, now)} – {when(end, now)}"
    first, last = local(start).date(), local(end - timedelta(microseconds=1)).date()
    if first == last:
        return f"{named_day(first, now)} {clock(start)}–{clock(end)}"
    return f"{named_day(first, now)} {clock(start)} – {named_day(local(end).date(), now)} {clock(end)}"
