"""Local clock times on weekdays, and the instants they mean."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from experience.market.rules.stages import LONDON

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_name(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def window_hours(start: time, end: time) -> Decimal:
    """The window's length on the wall clock in hours; an end not after the start lies on the next day."""
    minutes = (end.hour * 60 + end.minute) - (start.hour * 60 + start.minute)
    return Decimal(minutes if minutes > 0 else minutes + 1440) / 60


def window_on(day: date, start: time, end: time) -> tuple[datetime, datetime]:
    """The half-open span in UTC that local clock times mean on a day, across clock changes as well."""
    end_day = day if end > start else day + timedelta(days=1)
    return (
        datetime.combine(day, start, LONDON).astimezone(UTC),
        datetime.combine(end_day, end, LONDON).astimezone(UTC),
    )
