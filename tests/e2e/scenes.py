"""What a journey is set in: a site of its own, and a competition that wants just that site.

`python -m tests.e2e.scenes [REFERENCE]` writes that competition, as of now, for the practice market to take.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DPS_RECORD = "LPN_FLEX_2026"
Place = tuple[float, float]
# Latitude and longitude: nothing else of the demonstration stands here.
MOFFAT: Place = (55.30, -3.40)


def asset_words(ref: str, mpan: str, place: Place = MOFFAT) -> dict[str, Any]:
    """A battery of a megawatt, as the API takes it."""
    return {
        "ref": ref,
        "name": f"Moffat battery {ref}",
        "status": "operational",
        "category": "storage",
        "asset_type": "battery",
        "voltage_level_kv": "11.000",
        "country_code": "GB",
        "latitude": place[0],
        "longitude": place[1],
        "import_meter_id": mpan,
        "active_export_capacity_mw": "1.000",
        "active_import_capacity_mw": "1.000",
        "max_runtime": "02:00:00",
    }


def place_of(number: int) -> Place:
    """A place in the north for one walk alone, out of reach of those of the next forty."""
    return (57.0 + number % 40 * 0.07, -4.50)


def competition_record(reference: str, now: datetime | None = None, place: Place = MOFFAT) -> dict[str, Any]:
    """Open for the qualification of assets around the site; wanted are 2 MW at any hour from today on."""
    now = now or datetime.now(UTC)
    today = now.astimezone(LONDON).date()
    (latitude, longitude), east, north = place, 0.06, 0.03
    ring = [
        [longitude - east, latitude - north],
        [longitude + east, latitude - north],
        [longitude + east, latitude + north],
        [longitude - east, latitude + north],
        [longitude - east, latitude - north],
    ]
    return {
        "reference": reference,
        "name": f"Moffat grid {reference}",
        "qualification_open": (now - timedelta(hours=1)).isoformat(),
        "qualification_closed": (now + timedelta(hours=2)).isoformat(),
        "open": (now + timedelta(hours=3)).isoformat(),
        "closed": (now + timedelta(hours=5)).isoformat(),
        "area_buffer": "0.100",
        "boundary": {"geometry": {"type": "Polygon", "coordinates": [ring]}},
        "dps_record_reference": DPS_RECORD,
        "need_type": "Pre Fault",
        "type": "Utilisation",
        "need_direction": "Deficit",
        "power_type": "Active Power",
        "product_type": "Operational Utilisation",
        "pricing_type": "auction",
        "utilisation_guide_price": "200.00",
        "service_periods": [
            {
                "name": "This week",
                "start": (today - timedelta(days=1)).isoformat(),
                "end": (today + timedelta(days=6)).isoformat(),
                "service_windows": [
                    {
                        "name": "Round the clock",
                        "start": "00:00",
                        "end": "23:30",
                        "service_days": WEEKDAYS,
                        "minimum_aggregate_asset_size": "0.100",
                        "capacity_required": "2.000",
                        "dispatch_estimate": 4,
                        "dispatch_duration": "01:00:00",
                    }
                ],
            }
        ],
    }


def mpan(number: int) -> str:
    """A valid MPAN core of distributor 18."""
    body = f"18{number:010}"
    weights = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
    return body + str(sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11 % 10)


if __name__ == "__main__":
    named = sys.argv[1] if len(sys.argv) > 1 else "FIRST_STEPS"
    sys.stdout.write(json.dumps([competition_record(named)], indent=2) + "\n")
