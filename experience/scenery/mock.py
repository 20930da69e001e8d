"""Mock competitions: one a day at fixed hours, and in demonstrations one each quarter of an hour."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from experience.market.models import Competition
from experience.market.rules.stages import LONDON
from experience.market.rules.text import instant_text
from experience.market.rules.timetables import (
    QUARTER,
    Schedule,
    compressed_schedule,
    daily_schedule,
    quarter_of,
)
from experience.market.rules.windows import weekday_name
from experience.market.services.publishing import publish_competition
from experience.scenery.areas import AREA, OPERATOR


@dataclass(frozen=True)
class Theme:
    """What a mock competition buys: a product, the rates it asks for, which way, where, and what it may cost."""

    product: str
    type: str
    need: str
    area: str
    megawatts: str
    utilisation: str
    availability: str | None = None


SU, OU = "Scheduled Utilisation", "Operational Utilisation"
SA_OU, VA_OU = "Scheduled Availability + OU", "Variable Availability + OU"
BOTH = "Availability and Utilisation"

# Monday first.
DAILY = (
    Theme(SU, "Utilisation", "Deficit", "CORBIE_LAW", "1.800", "140.00"),
    Theme(OU, "Utilisation", "Deficit", "WHITADDER_BRAES", "1.200", "180.00"),
    Theme(SA_OU, BOTH, "Deficit", "CORBIE_LAW", "2.000", "120.00", "8.50"),
    Theme(SU, "Utilisation", "Surplus", "BLYTH_MOOR", "1.000", "75.00"),
    Theme(OU, "Utilisation", "Deficit", "ESKMOUTH", "0.900", "210.00"),
    Theme(VA_OU, BOTH, "Deficit", "BLYTH_MOOR", "1.500", "110.00", "6.00"),
    Theme(OU, "Utilisation", "Surplus", "SKERNE_VALE", "0.800", "65.00"),
)
# By quarter of the hour.
COMPRESSED = (
    Theme(OU, "Utilisation", "Deficit", "CORBIE_LAW", "2.000", "180.00"),
    Theme(SA_OU, BOTH, "Deficit", "WHITADDER_BRAES", "1.500", "120.00", "8.50"),
    Theme(OU, "Utilisation", "Surplus", "BLYTH_MOOR", "1.200", "70.00"),
    Theme(SU, "Utilisation", "Deficit", "ESKMOUTH", "1.000", "150.00"),
)


def keep_mock_competitions(*, now: datetime, compressed: bool) -> list[Competition]:
    """Publish the mock competitions that should be on the market by now and are not. Returns the new ones.

    Today's and tomorrow's daily ones; in demonstrations this quarter's and the next one's. One whose bidding has
    already closed is not made up for.
    """
    today = now.astimezone(LONDON).date()
    wanted = [_daily(today), _daily(today + timedelta(days=1))]
    if compressed:
        wanted += [_compressed(quarter_of(now)), _compressed(quarter_of(now) + QUARTER)]
    upcoming = [(record, schedule) for record, schedule in wanted if now < schedule.closed]
    references = [record["reference"] for record, _ in upcoming]
    known = set(Competition.objects.filter(reference__in=references).values_list("reference", flat=True))
    return [
        publish_competition(record, by="clock", now=now, plan=schedule.plan)
        for record, schedule in upcoming
        if record["reference"] not in known
    ]


def _daily(day: date) -> tuple[dict[str, Any], Schedule]:
    schedule, theme = daily_schedule(day), DAILY[day.weekday()]
    name = f"Daily mock competition, {day:%A} {day.day} {day:%B %Y}"
    return _record(f"MOCK_{day:%Y%m%d}", name, schedule, theme, timedelta(days=30)), schedule


def _compressed(begin: datetime) -> tuple[dict[str, Any], Schedule]:
    schedule, theme = compressed_schedule(begin), COMPRESSED[begin.minute // 15 % 4]
    name = f"Quarter-hour mock competition, {begin.astimezone(LONDON):%H:%M}"
    return _record(f"QUICK_{begin:%Y%m%d_%H%M}", name, schedule, theme, timedelta(days=2)), schedule


def _record(reference: str, name: str, schedule: Schedule, theme: Theme, kept: timedelta) -> dict[str, Any]:
    """A competition record as an operator would hand it in."""
    area = AREA[theme.area]
    return {
        "reference": reference,
        "name": f"{area.name}: {name}",
        "qualification_open": instant_text(schedule.qualification_open),
        "qualification_closed": instant_text(schedule.qualification_closed),
        "open": instant_text(schedule.open),
        "closed": instant_text(schedule.closed),
        "archive_on": (schedule.service_day + kept).isoformat(),
        "area_buffer": "0.500",
        "boundary": {"area_references": [area.reference], "postcodes": [], "geometry": area.geometry},
        "dps_record_reference": OPERATOR[area.operator].dps_reference,
        "need_type": "Pre Fault",
        "type": theme.type,
        "need_direction": theme.need,
        "power_type": "Active Power",
        "product_type": theme.product,
        "pricing_type": "auction",
        "utilisation_guide_price": theme.utilisation,
        "availability_guide_price": theme.availability,
        "service_periods": [_period(schedule, theme)],
    }


def _period(schedule: Schedule, theme: Theme) -> dict[str, Any]:
    day = schedule.service_day
    return {
        "name": f"{day:%A} {day.day} {day:%B}",
        "start": day.isoformat(),
        "end": day.isoformat(),
        "service_windows": [
            {
                "name": f"{schedule.window_start:%H:%M} to {schedule.window_end:%H:%M}",
                "start": f"{schedule.window_start:%H:%M}",
                "end": f"{schedule.window_end:%H:%M}",
                "service_days": [weekday_name(day)],
                "minimum_aggregate_asset_size": "0.050",
                "capacity_required": theme.megawatts,
                "dispatch_estimate": 1,
            }
        ],
    }
