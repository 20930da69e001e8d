"""Monthly rounds: competitions that take assets for six weeks, each with demands of its own: something to mend.

Between them they give every reason that an asset can be turned down for.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from experience.market.models import Competition
from experience.market.rules.stages import LONDON
from experience.market.rules.text import instant_text
from experience.market.rules.timetables import BotPlan
from experience.market.rules.windows import WEEKDAYS, window_on
from experience.market.services.publishing import publish_competition
from experience.scenery.areas import AREA, OPERATOR, Area
from experience.scenery.estate import estate

BUFFER_KM = "0.300"
WINDOW = (time(16, 30), time(20))


@dataclass(frozen=True)
class Round:
    """What one area's operator asks for in its round. MW, GBP per MWh; `terms` are further fields of the record."""

    area: str
    megawatts: str
    utilisation: str
    boundary: dict[str, Any]
    criteria: dict[str, Any] = field(default_factory=dict)
    window: dict[str, Any] = field(default_factory=dict)
    terms: dict[str, Any] = field(default_factory=dict)


def ring(middle: tuple[float, float], wide: float, tall: float) -> list[list[float]]:
    """A closed six-sided ring around a place, so many degrees to each side."""
    east, north = middle
    spokes = ((1, 0), (0.5, 1), (-0.5, 1), (-1, 0), (-0.5, -1), (0.5, -1), (1, 0))
    return [[round(east + wide * x, 5), round(north + tall * y, 5)] for x, y in spokes]


def two_parts(area: Area) -> dict[str, Any]:
    """West and east of the middle, with a strip between that belongs to neither."""
    east, north = area.middle
    parts = [ring((east + side * 0.035, north), 0.028, 0.03) for side in (-1, 1)]
    return {"type": "MultiPolygon", "coordinates": [[part] for part in parts]}


def around_a_hole(area: Area) -> dict[str, Any]:
    """The country around a town, without the town."""
    return {
        "type": "Polygon",
        "coordinates": [ring(area.middle, 0.09, 0.05), ring(area.middle, 0.014, 0.008)],
    }


def box_around(area: Area) -> list[float]:
    east, north = area.middle
    return [round(east - 0.03, 5), round(north - 0.02, 5), round(east + 0.02, 5), round(north + 0.02, 5)]


def meters_listed(area: Area) -> list[str]:
    """The meters that the operator has connected to the circuit in question: every other one of the estate's."""
    first_digits = OPERATOR[area.operator].distributor
    meters = [values["import_meter_id"] for values in estate()]
    return [meter for meter in meters if meter.startswith(first_digits)][::2]


def rounds() -> tuple[Round, ...]:
    corbie, braes, moor = AREA["CORBIE_LAW"], AREA["WHITADDER_BRAES"], AREA["BLYTH_MOOR"]
    return (
        Round(
            "CORBIE_LAW",
            "2.400",
            "165.00",
            {"geometry": two_parts(corbie)},
            {"meter_id_required": True, "meter_ids": meters_listed(corbie)},
        ),
        Round(
            "WHITADDER_BRAES",
            "1.600",
            "190.00",
            {"geometry": around_a_hole(braes)},
            {"maximum_response_time": "00:02:00", "maximum_recovery_time": "01:00:00"},
            {"minimum_run_time": "02:00:00", "required_response_time": "00:02:00"},
        ),
        Round(
            "BLYTH_MOOR",
            "1.200",
            "155.00",
            {"bounding_boxes": [box_around(moor)], "postcodes": [moor.sectors[0]]},
            {"asset_types": ["battery", "industrial", "chp_gas"]},
            {},
            {"minimum_connection_voltage": "6.6", "maximum_connection_voltage": "33"},
        ),
        Round(
            "EDENSIDE",
            "0.900",
            "205.00",
            {"geometry": AREA["EDENSIDE"].geometry},
            {
                "meter_ids": meters_listed(AREA["EDENSIDE"]),
                "meter_ids_hidden": True,
                "minimum_run_time": "00:30:00",
            },
        ),
    )


def keep_rounds(*, now: datetime) -> list[Competition]:
    """Publish this month's rounds where they are not on the market yet. Returns the new ones."""
    month = now.astimezone(LONDON).date().replace(day=1)
    wanted = {f"ROUND_{month:%Y%m}_{each.area}": each for each in rounds()}
    known = set(Competition.objects.filter(reference__in=wanted).values_list("reference", flat=True))
    return [
        publish_competition(_record(reference, each, month), by="clock", now=now, plan=_plan(month))
        for reference, each in wanted.items()
        if reference not in known
    ]


def _record(reference: str, each: Round, month: date) -> dict[str, Any]:
    """A competition record: qualification until the 14th of the next month, bidding a day later, a month of service."""
    area, closing = AREA[each.area], _later(month, 1)
    return {
        "reference": reference,
        "name": f"{area.name}: {month:%B %Y} round",
        "qualification_open": instant_text(_at(month, 8)),
        "qualification_closed": instant_text(_at(closing.replace(day=14), 8)),
        "open": instant_text(_at(closing.replace(day=15), 8, 30)),
        "closed": instant_text(_at(closing.replace(day=15), 17)),
        "archive_on": _later(month, 5).isoformat(),
        "area_buffer": BUFFER_KM,
        "boundary": {"area_references": [f"{area.reference}_ROUND"], "postcodes": [], **each.boundary},
        "dps_record_reference": OPERATOR[area.operator].dps_reference,
        "criteria": each.criteria,
        "need_type": "Pre Fault",
        "type": "Utilisation",
        "need_direction": "Deficit",
        "power_type": "Active Power",
        "product_type": "Operational Utilisation",
        "pricing_type": "auction",
        "utilisation_guide_price": each.utilisation,
        **each.terms,
        "service_periods": [_period(each, _later(month, 2))],
    }


def _period(each: Round, month: date) -> dict[str, Any]:
    return {
        "name": f"{month:%B %Y}",
        "start": month.isoformat(),
        "end": (_later(month, 1) - timedelta(days=1)).isoformat(),
        "service_windows": [
            {
                "name": "Every evening",
                "start": f"{WINDOW[0]:%H:%M}",
                "end": f"{WINDOW[1]:%H:%M}",
                "service_days": list(WEEKDAYS),
                "minimum_aggregate_asset_size": "0.100",
                "capacity_required": each.megawatts,
                "dispatch_estimate": 6,
                "dispatch_duration": "01:00:00",
                **each.window,
            }
        ],
    }


def _plan(month: date) -> BotPlan:
    """Confirmed on the evening of the bidding; one instruction, on the third day of service."""
    bidding, service = _later(month, 1).replace(day=15), _later(month, 2).replace(day=3)
    start, _ = window_on(service, *WINDOW)
    return BotPlan(
        confirm_due=_at(bidding, 18),
        dispatch_due=_at(service, 10),
        dispatch_respond_by=_at(service, 11),
        delivery_start=start,
        delivery_end=start + timedelta(hours=1),
    )


def _later(month: date, months: int) -> date:
    """The first day so many months later."""
    years, left = divmod(month.month - 1 + months, 12)
    return date(month.year + years, left + 1, 1)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)
