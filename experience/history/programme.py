"""What operators bought lately: one competition an area and month, on a timetable of fixed weekdays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from experience.market.rules.stages import LONDON
from experience.market.rules.text import instant_text
from experience.scenery.areas import AREA, OPERATOR

MONTHS = 3
EVENINGS = (
    (
        "Monday to Thursday 16:30 to 20:00",
        "16:30",
        "20:00",
        ["Monday", "Tuesday", "Wednesday", "Thursday"],
        "1",
    ),
    ("Friday 16:30 to 19:00", "16:30", "19:00", ["Friday"], "0.8"),
    ("Weekend 17:00 to 19:00", "17:00", "19:00", ["Saturday", "Sunday"], "0.6"),
)


@dataclass(frozen=True)
class Want:
    """What one area's operator buys month by month. MW, GBP per MWh, GBP per MW and hour."""

    area: str
    product: str
    type: str
    megawatts: float
    utilisation: float
    availability: float | None = None


WANTS = (
    Want("CORBIE_LAW", "Operational Utilisation", "Utilisation", 3.2, 185.0),
    Want("WHITADDER_BRAES", "Scheduled Availability + OU", "Availability and Utilisation", 2.4, 120.0, 8.5),
    Want("ESKMOUTH", "Scheduled Utilisation", "Utilisation", 1.5, 150.0),
    Want("BLYTH_MOOR", "Operational Utilisation", "Utilisation", 2.2, 160.0),
)


@dataclass(frozen=True)
class Sale:
    """A past competition's record and the instants at which its people acted."""

    record: dict[str, Any]
    month: date
    announced: datetime
    qualified: datetime
    ballots: datetime
    decided: datetime


def past_months(today: date) -> list[date]:
    """The first days of the last full months, oldest first."""
    months = [today.replace(day=1)]
    for _ in range(MONTHS):
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return sorted(months[1:])


def sales(today: date) -> Iterator[Sale]:
    """The competitions of the past months and of the running one, in the order in which bidding on them opened."""
    for month in [*past_months(today), today.replace(day=1)]:
        for want in WANTS:
            yield _sale(month, want)


def _sale(month: date, want: Want) -> Sale:
    """Qualification from the first weekday of the month before, bidding on one day from its 14th on."""
    before = (month - timedelta(days=1)).replace(day=1)
    announced, day = _at(_weekday(before), 12), _weekday(before.replace(day=14))
    return Sale(
        record=_record(month, want, announced, day),
        month=month,
        announced=announced - timedelta(days=3),
        qualified=_at(day, 8),
        ballots=_at(day, 11, 20),
        decided=_at(_weekday(day + timedelta(days=2)), 15, 40),
    )


def _record(month: date, want: Want, announced: datetime, day: date) -> dict[str, Any]:
    area, dice = AREA[want.area], Random(f"history/{month:%Y%m}/{want.area}")  # noqa: S311 - reproducible
    level = dice.uniform(0.9, 1.12)
    return {
        "reference": f"{month:%Y%m}_{want.area}",
        "name": f"{area.name}: {month:%B %Y}",
        "qualification_open": instant_text(announced),
        "qualification_closed": instant_text(_at(day, 8)),
        "open": instant_text(_at(day, 8, 30)),
        "closed": instant_text(_at(day, 17)),
        "area_buffer": "0.500",
        "boundary": {"area_references": [area.reference], "postcodes": [], "geometry": area.geometry},
        "dps_record_reference": OPERATOR[area.operator].dps_reference,
        "need_type": "Pre Fault",
        "type": want.type,
        "need_direction": "Deficit",
        "power_type": "Active Power",
        "product_type": want.product,
        "pricing_type": "auction",
        "utilisation_guide_price": f"{want.utilisation * level:.2f}",
        "availability_guide_price": f"{want.availability * level:.2f}" if want.availability else None,
        "service_periods": [_period(month, want, level)],
    }


def _period(month: date, want: Want, level: float) -> dict[str, Any]:
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return {
        "name": f"{month:%B %Y}",
        "start": month.isoformat(),
        "end": last.isoformat(),
        "service_windows": [
            {
                "name": name,
                "start": start,
                "end": end,
                "service_days": days,
                "minimum_aggregate_asset_size": "0.050",
                "capacity_required": f"{want.megawatts * level * float(part):.3f}",
                "dispatch_estimate": 4,
                "dispatch_duration": "01:30:00",
            }
            for name, start, end, days, part in EVENINGS
        ],
    }


def _weekday(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)
