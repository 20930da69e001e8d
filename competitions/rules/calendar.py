"""When a service window occurs: local hours on named weekdays, as instants."""

from collections.abc import Collection
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from portal.core.periods import LONDON, Period, local_period

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def occurrences(
    start_time: time,
    end_time: time,
    weekdays: Collection[int],
    first_day: date,
    last_day: date,
    *,
    zone: ZoneInfo = LONDON,
    left_out: Collection[date] = (),
) -> list[Period]:
    """Every occurrence of a window between two local days, both included, in order.

    `weekdays` are ISO numbers (Monday 1). An `end_time` at or before `start_time` belongs to the next day, also past
    `last_day`. A window follows the local clock: when the clocks change it starts and ends at its local times, so it
    may be an hour longer or shorter, and where the change swallows it whole it does not occur. `left_out` are local
    days without an occurrence, such as public holidays.
    """
    found: list[Period] = []
    for number in range((last_day - first_day).days + 1):
        day = first_day + timedelta(days=number)
        if day.isoweekday() in weekdays and day not in left_out:
            period = local_period(day, start_time, end_time, zone)
            if period is not None:
                found.append(period)
    return found


def weekdays_from_names(names: Collection[str]) -> list[int]:
    """ISO numbers of English weekday names in any case or as three letters; ValueError names what is no weekday."""
    by_name = {name[:length].lower(): number for number, name in enumerate(WEEKDAYS, 1) for length in (3, 9)}
    unknown = [name for name in names if name.strip().lower() not in by_name]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no day of the week")
    return sorted({by_name[name.strip().lower()] for name in names})


def weekdays_in_words(numbers: Collection[int]) -> str:
    """ "Mon–Fri", "Every day", "Mon, Wed, Sat–Sun": runs of three or more, and the weekend, are drawn together."""
    days = sorted(set(numbers))
    if days == [1, 2, 3, 4, 5, 6, 7]:
        return "Every day"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_run_in_words(run) for run in runs)


def _run_in_words(run: list[int]) -> str:
    short = [WEEKDAYS[day - 1][:3] for day in run]
    return f"{short[0]}–{short[-1]}" if len(run) > 2 or run == [6, 7] else ", ".join(short)
