"""Kinds of days: working or not, bank holidays by nation, and the half-hours of a local day."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

from portal.core.periods import LONDON, Period, local_day, settlement_periods
from settlement.rules.stamps import wall_instants

SATURDAY = 5
SCOTTISH = {"AB", "DD", "DG", "EH", "FK", "G", "HS", "IV", "KA", "KW", "KY", "ML", "PA", "PH", "TD", "ZE"}


class Nation(StrEnum):
    """Whose bank holidays count: those of England and Wales, of Scotland or of Northern Ireland."""

    ENGLAND = "ENG"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"

    @property
    def label(self) -> str:
        return {"ENG": "England and Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}[self.value]


class DayType(StrEnum):
    """What a day is to a baseline."""

    WORKING = "working day"
    NON_WORKING = "non-working day"


class Slot(NamedTuple):
    """A half-hour by the clock on the wall, on the event's day (0) or days after it."""

    offset: int
    at: time


def nation_of_postcode(postcode: str) -> Nation:
    """The nation by the letters a postcode begins with; England and Wales where there is none.

    TD and DG straddle the border and count as Scotland.
    """
    letters = ""
    for character in postcode.strip().upper():
        if not character.isalpha():
            break
        letters += character
    if letters == "BT":
        return Nation.NORTHERN_IRELAND
    return Nation.SCOTLAND if letters in SCOTTISH else Nation.ENGLAND


@lru_cache(maxsize=64)
def bank_holidays(nation: Nation, year: int) -> dict[date, str]:
    """The public holidays of a year, with substitute days, and their names."""
    return dict(holidays.country_holidays("GB", subdiv=nation.value, years=year))


def holiday_name(day: date, nation: Nation) -> str:
    """The bank holiday that `day` is, or ""."""
    return bank_holidays(nation, day.year).get(day, "")


def day_type(day: date, nation: Nation) -> DayType:
    """Monday to Friday without bank holidays are working days."""
    weekend = day.weekday() >= SATURDAY
    return DayType.NON_WORKING if weekend or holiday_name(day, nation) else DayType.WORKING


def half_hours_of(day: date) -> list[datetime]:
    """The starts of a London day's half-hours: 46, 48 or 50 of them."""
    return [period.start for period in settlement_periods(local_day(day))]


def slots_of(period: Period, day: date, zone: ZoneInfo = LONDON) -> dict[datetime, Slot]:
    """Every half-hour that `period` touches -> the clock time by which it is found on other days."""
    found = {}
    for part in settlement_periods(period):
        local = part.start.astimezone(zone)
        found[part.start] = Slot((local.date() - day).days, local.time())
    return found


def instant_of(slot: Slot, day: date) -> datetime | None:
    """The half-hour of `slot` seen from `day`: the first where clocks show it twice, None where they skip it."""
    instants = wall_instants(day + timedelta(days=slot.offset), slot.at)
    return instants[0] if instants else None


def days_touched(period: Period, zone: ZoneInfo = LONDON) -> set[date]:
    """The local days that share an instant with `period`."""
    first = period.start.astimezone(zone).date()
    last = (period.end - timedelta(microseconds=1)).astimezone(zone).date()
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}
