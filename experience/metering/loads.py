"""The daily shape of invented sites: pure functions of the site, the day and a seed, in kW with generation positive."""

import random
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from experience.market.rules.stages import LONDON

HALF_HOURS = 48
WEEKEND = 0.8


@dataclass(frozen=True)
class Site:
    """A metered asset: its code, what it is, and how far it can be moved, in kW."""

    code: str
    category: str
    asset_type: str
    export_kw: float
    import_kw: float


def base_power(site: Site, instant: datetime) -> float:
    """Mean kW of the half-hour that starts at `instant` when nobody asks for anything."""
    local = instant.astimezone(LONDON)
    return day_of_power(site, local.date())[local.hour * 2 + local.minute // 30]


@lru_cache(maxsize=4096)
def day_of_power(site: Site, day: date) -> tuple[float, ...]:
    """A local day as 48 half-hours of kW. Clock changes repeat or skip values, as a local habit does."""
    chance = random.Random(f"{site.code}:{day.isoformat()}")  # noqa: S311 - a picture of noise, not a secret
    level = chance.uniform(0.92, 1.08) * (WEEKEND if day.weekday() >= 5 else 1.0)
    shape = _shape_of(site)
    noise = [chance.gauss(0, 0.03) for _ in range(HALF_HOURS)]
    return tuple(round(power * level * (1 + wobble), 3) for power, wobble in zip(shape, noise, strict=True))


@lru_cache(maxsize=1024)
def _shape_of(site: Site) -> tuple[float, ...]:
    if site.asset_type == "battery" or site.asset_type == "vehicle_to_grid":
        return tuple(_battery(hour / 2, site) for hour in range(HALF_HOURS))
    if site.category in {"storage", "demand_side_response", "energy_efficiency"}:
        return tuple(-_demand(hour / 2) * max(site.export_kw, site.import_kw) for hour in range(HALF_HOURS))
    return tuple(_generation(hour / 2) * max(site.export_kw, site.import_kw) for hour in range(HALF_HOURS))


def _battery(hour: float, site: Site) -> float:
    """Charges at night and around noon, gives a little in the evening; room is left for instructions."""
    if hour < 5 or 12 <= hour < 14:
        return -0.35 * site.import_kw
    return 0.10 * site.export_kw if 17 <= hour < 20 else 0.0


def _demand(hour: float) -> float:
    """Load as a multiple of what can be turned down: at least 1.15 of it from breakfast to late evening."""
    if hour < 6:
        return 0.70
    return 1.60 if 16 <= hour < 21 else 1.25


def _generation(hour: float) -> float:
    """A plant at part load by day, so that it can be turned up as well as down."""
    return 0.45 if 7 <= hour < 22 else 0.20
