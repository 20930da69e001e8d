"""The assets that the demonstration's provider owns, and the postcodes they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any

from experience.market.rules.codes import seeded_code
from experience.market.rules.mpan import make_mpan
from experience.scenery.areas import AREAS, OPERATOR, Area


@dataclass(frozen=True)
class Kind:
    """A sort of asset: its words at Piclo, its voltage in kV, and what it can export and import (MW) at most."""

    prefix: str
    label: str
    category: str
    type: str
    kv: str
    export_mw: tuple[float, float]
    import_mw: tuple[float, float]
    response_seconds: int
    longest_hours: int


KINDS = (
    Kind("BAT", "battery", "storage", "battery", "11.00", (0.5, 2.0), (0.5, 2.0), 30, 2),
    Kind(
        "EVC",
        "charging hub",
        "demand_side_response",
        "ev_smart_charging",
        "0.40",
        (0.08, 0.3),
        (0.1, 0.35),
        120,
        3,
    ),
    Kind("CHP", "CHP", "non_renewable", "chp_gas", "11.00", (0.4, 1.2), (0.0, 0.0), 600, 12),
    Kind("COLD", "cold store", "demand_side_response", "industrial", "0.40", (0.12, 0.4), (0.05, 0.2), 60, 4),
    Kind(
        "HEAT",
        "heat network",
        "demand_side_response",
        "commercial",
        "0.40",
        (0.06, 0.2),
        (0.06, 0.25),
        300,
        2,
    ),
)
# The places in each area.
SITES = {
    "CORBIE_LAW": "Gala Mill, Abbot's Cross, Tweedside, Eildon Road, Langlee, Ladhope, Darnick, Leaderfoot",
    "WHITADDER_BRAES": "Garleton, Nungate, Lennox Mill, Traprain, Luggate, Belhaven, Spott Road, Yester, Nether Hailes",
    "ESKMOUTH": "Fisherrow, Pinkie, Newbattle, Dalhousie, Inveresk, Smeaton, Roslin",
    "BLYTH_MOOR": "Cowpen, Pegswood, Stobhill, Wansbeck Road, Bothal, Cambois, Hepscott",
    "SKERNE_VALE": "Aycliffe, Heighington, Sedgefield, Brafferton, Hardwick, Mordon",
    "EDENSIDE": "Gilwilly, Clifton, Eamont",
}
# A postcode ends in two of these: letters that are mistaken for others are not used.
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def estate() -> Iterator[dict[str, Any]]:
    """Forty assets as values of their columns: the same each time, ids and meter numbers included."""
    number = 0
    for area in AREAS:
        for place, site in enumerate(SITES[area.reference].split(", ")):
            yield _asset(area, site, place, number)
            number += 1


def _asset(area: Area, site: str, place: int, number: int) -> dict[str, Any]:
    dice = Random(f"estate/{number}")  # noqa: S311 - reproducible on purpose, nothing is secret
    kind = KINDS[(place + len(area.reference)) % len(KINDS)]
    ref = f"{kind.prefix}-{number + 1:03}"
    meter = make_mpan(OPERATOR[area.operator].distributor, 40_000_000 + 137 * number)
    generates = kind.prefix in {"BAT", "CHP"}
    return {
        "id": seeded_code("estate", ref),
        "ref": ref,
        "name": f"{site} {kind.label}",
        "status": _status(number),
        "asset_category": kind.category,
        "asset_type": kind.type,
        "voltage_level": Decimal(kind.kv),
        "country_code": "GB",
        "postcode": postcode_of(area, place),
        **_position(area, dice),
        "import_meter_id": meter,
        "export_meter_id": make_mpan(OPERATOR[area.operator].distributor, 41_000_000 + 137 * number)
        if generates
        else "",
        "active_export_capacity": _megawatts(dice, kind.export_mw),
        "active_import_capacity": _megawatts(dice, kind.import_mw),
        "response_time": timedelta(seconds=kind.response_seconds),
        "min_runtime": timedelta(minutes=30),
        "max_runtime": timedelta(hours=kind.longest_hours),
        "recovery_time": timedelta(minutes=30),
        "operational_date": date(2024, 1 + number % 12, 1 + number % 28),
        "metering_point": "boundary",
        "meter_interval": "half_hourly",
        "supplier": "Hillside Supply",
    }


def _status(number: int) -> str:
    """Nearly all are operational; the estate also has one of each other kind to look at."""
    return {7: "in_development", 20: "mothballed", 33: "archived"}.get(number, "operational")


def _position(area: Area, dice: Random) -> dict[str, float]:
    """Within about three kilometres of the area's middle."""
    longitude, latitude = area.middle
    return {
        "longitude": round(longitude + dice.uniform(-0.045, 0.045), 5),
        "latitude": round(latitude + dice.uniform(-0.025, 0.025), 5),
    }


def _megawatts(dice: Random, span: tuple[float, float]) -> Decimal | None:
    value = Decimal(dice.uniform(*span)).quantize(Decimal("0.001"))
    return value or None


def postcode_of(area: Area, place: int) -> str:
    """A postcode in one of the area's sectors."""
    letters = "ABDEFGHJLN"
    return f"{area.sectors[place % len(area.sectors)]}{letters[place % 10]}{letters[(place * 3 + 1) % 10]}"


def postcode_positions() -> dict[str, tuple[float, float]]:
    """Postcode -> (latitude, longitude) for every postcode of the areas' sectors, each sector around its own middle."""
    found = {}
    for area in AREAS:
        for sector in area.sectors:
            dice = Random(f"sector/{sector}")  # noqa: S311 - reproducible on purpose
            longitude = area.middle[0] + dice.uniform(-0.03, 0.03)
            latitude = area.middle[1] + dice.uniform(-0.017, 0.017)
            for unit in product(UNIT_LETTERS, repeat=2):
                east, north = dice.uniform(-0.012, 0.012), dice.uniform(-0.007, 0.007)
                found[f"{sector}{''.join(unit)}"] = (round(latitude + north, 5), round(longitude + east, 5))
    return found
