"""What a large market looks like: assets scattered over the operators' areas, competitions on patches of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from experience.market.rules.codes import seeded_code
from experience.market.rules.mpan import make_mpan
from experience.market.rules.text import instant_text
from experience.market.rules.windows import WEEKDAYS
from experience.scenery.areas import AREAS, OPERATOR
from experience.scenery.estate import KINDS

KILOWATT = Decimal("0.001")
PRODUCTS = ("Operational Utilisation", "Scheduled Utilisation")


def assets(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Values of an asset's columns, `count` times, within some ten kilometres of an area's middle."""
    dice = Random(f"load/assets/{seed}")  # noqa: S311 - reproducible on purpose, nothing is secret
    for number in range(1, count + 1):
        area, kind = dice.choice(AREAS), dice.choice(KINDS)
        ref = f"L{seed}-{number:06}"
        yield {
            "id": seeded_code("load", ref),
            "ref": ref,
            "name": f"{area.name} {kind.label} {number}",
            "status": "operational",
            "asset_category": kind.category,
            "asset_type": kind.type,
            "voltage_level": Decimal(kind.kv),
            "country_code": "GB",
            "postcode": f"{dice.choice(area.sectors)}AA",
            "longitude": round(area.middle[0] + dice.gauss(0, 0.12), 5),
            "latitude": round(area.middle[1] + dice.gauss(0, 0.07), 5),
            "import_meter_id": make_mpan(
                OPERATOR[area.operator].distributor, seed % 1000 * 1_000_000 + number
            ),
            "active_export_capacity": _mw(dice, kind.export_mw),
            "active_import_capacity": _mw(dice, kind.import_mw),
            "response_time": timedelta(seconds=kind.response_seconds),
            "min_runtime": timedelta(minutes=30),
            "max_runtime": timedelta(hours=kind.longest_hours),
        }


def competitions(count: int, windows: int, seed: int, now: datetime) -> Iterator[dict[str, Any]]:
    """Competition records: a patch each, a third in qualification, the others open for bids, for days from now."""
    dice = Random(f"load/competitions/{seed}")  # noqa: S311 - reproducible on purpose, nothing is secret
    start = now.replace(minute=0, second=0, microsecond=0)
    for number in range(1, count + 1):
        area, open_now = dice.choice(AREAS), dice.random() < 2 / 3
        qualified = start + timedelta(hours=-1 if open_now else dice.randint(24, 96))
        first = (qualified + timedelta(days=21)).date()
        yield {
            "reference": f"LOAD{seed}_{number:05}",
            "name": f"{area.name} circuit {number}",
            "qualification_open": instant_text(qualified - timedelta(days=14)),
            "qualification_closed": instant_text(qualified),
            "open": instant_text(qualified),
            "closed": instant_text(qualified + timedelta(days=dice.randint(2, 9))),
            "area_buffer": f"{dice.choice((0, 0.1, 0.5)):.3f}",
            "boundary": {"geometry": _patch(dice, area.middle)},
            "dps_record_reference": OPERATOR[area.operator].dps_reference,
            "need_type": "Pre Fault",
            "type": "Utilisation",
            "need_direction": dice.choice(("Deficit", "Deficit", "Surplus")),
            "power_type": "Active Power",
            "product_type": dice.choice(PRODUCTS),
            "pricing_type": "auction",
            "utilisation_guide_price": f"{dice.uniform(60, 320):.2f}",
            "service_periods": [
                {
                    "name": f"Four weeks from {first:%d %B}",
                    "start": first.isoformat(),
                    "end": (first + timedelta(days=27)).isoformat(),
                    "service_windows": [_window(dice, place) for place in range(windows)],
                }
            ],
        }


def _window(dice: Random, place: int) -> dict[str, Any]:
    start = dice.randrange(12, 40)
    end = start + dice.randint(1, 7)
    return {
        "name": f"Window {place + 1}",
        "start": f"{start // 2:02}:{start % 2 * 30:02}",
        "end": f"{end // 2:02}:{end % 2 * 30:02}",
        "service_days": [WEEKDAYS[place % 5]],
        "minimum_aggregate_asset_size": "0.050",
        "capacity_required": f"{dice.uniform(0.2, 6):.3f}",
        "dispatch_estimate": dice.randint(1, 8),
    }


def _patch(dice: Random, middle: tuple[float, float]) -> dict[str, Any]:
    """An irregular hexagon a few kilometres wide, somewhere around the middle."""
    east, north = middle[0] + dice.gauss(0, 0.1), middle[1] + dice.gauss(0, 0.06)
    spokes = ((1, 0), (0.5, 0.87), (-0.5, 0.87), (-1, 0), (-0.5, -0.87), (0.5, -0.87))
    ring = []
    for x, y in spokes:
        reach = dice.uniform(0.5, 1.0)
        ring.append([round(east + 0.06 * reach * x, 5), round(north + 0.035 * reach * y, 5)])
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _mw(dice: Random, span: tuple[float, float]) -> Decimal | None:
    return Decimal(dice.uniform(*span)).quantize(KILOWATT) or None
