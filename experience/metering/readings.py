"""Half-hourly readings of assets, with what they delivered on top of their habit."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from experience.market.models import Asset, Dispatch, DispatchStatus
from experience.metering.loads import Site, base_power

HALF_HOUR = timedelta(minutes=30)
DELIVERED = (DispatchStatus.ACCEPTED, DispatchStatus.DELIVERED, DispatchStatus.STOPPED)
# What sites make of an instruction: mostly all of it, sometimes a tenth less, rarely a little more.
LEAST, MOST = 0.88, 1.04


@dataclass(frozen=True)
class Shift:
    """One asset's part in one instruction: kW on top of its habit (negative for import), from start to end."""

    start: datetime
    end: datetime
    kw: float


@dataclass(frozen=True)
class Reading:
    """Energy of the half-hour that ends at `end`, in kWh with generation positive."""

    meter: str
    end: datetime
    kwh: float


def site_of(asset: Asset) -> Site:
    return Site(
        code=asset.ref,
        category=asset.asset_category,
        asset_type=asset.asset_type,
        export_kw=float(asset.active_export_capacity or 0) * 1000,
        import_kw=float(asset.active_import_capacity or 0) * 1000,
    )


def meter_of(asset: Asset) -> str:
    """The MPAN of the direction that the asset is moved in, else its reference."""
    return asset.import_meter_id or asset.export_meter_id or asset.ref


def readings(assets: Sequence[Asset], start: datetime, end: datetime) -> Iterator[Reading]:
    """Every complete half-hour of each asset in [start, end), asset by asset, in order of time."""
    first = _floor(start)
    shifts = shifts_of(assets, first, end)
    for asset in assets:
        site, mine, meter = site_of(asset), shifts[asset.id], meter_of(asset)
        at = first
        while at + HALF_HOUR <= end:
            extra = sum(shift.kw * _hours(shift, at) for shift in mine)
            yield Reading(meter, at + HALF_HOUR, round(base_power(site, at) / 2 + extra, 4))
            at += HALF_HOUR


def shifts_of(assets: Sequence[Asset], start: datetime, end: datetime) -> dict[str, list[Shift]]:
    """What each asset did for instructions in the span: its share by capacity, times what it made of it."""
    wanted = {asset.id: asset for asset in assets}
    found: dict[str, list[Shift]] = defaultdict(list)
    asked = Dispatch.objects.filter(
        status__in=DELIVERED, end__gt=start, start__lt=end, asset_ids__overlap=list(wanted)
    )
    capacities = _capacities(asked)
    for dispatch in asked:
        whole = sum(capacities[code][dispatch.direction] for code in dispatch.asset_ids) or 1.0
        finish = dispatch.stopped_at or dispatch.end
        for code in wanted.keys() & set(dispatch.asset_ids):
            share = capacities[code][dispatch.direction] / whole
            kw = share * float(dispatch.capacity) * 1000 * _made_of_it(dispatch.id, code)
            found[code].append(Shift(dispatch.start, finish, kw if dispatch.direction == "export" else -kw))
    return found


def _capacities(dispatches: Iterable[Dispatch]) -> dict[str, dict[str, float]]:
    codes = {code for dispatch in dispatches for code in dispatch.asset_ids}
    rows = Asset.objects.filter(id__in=codes).values_list(
        "id", "active_export_capacity", "active_import_capacity"
    )
    known = {code: {"export": float(out or 0), "import": float(taken or 0)} for code, out, taken in rows}
    return {code: known.get(code, {"export": 0.0, "import": 0.0}) for code in codes}


def _made_of_it(dispatch_id: str, asset_id: str) -> float:
    chance = random.Random(f"{dispatch_id}:{asset_id}")  # noqa: S311 - a picture of noise, not a secret
    return min(MOST, max(LEAST, chance.gauss(0.99, 0.04)))


def _hours(shift: Shift, at: datetime) -> float:
    overlap = min(shift.end, at + HALF_HOUR) - max(shift.start, at)
    return max(overlap.total_seconds(), 0.0) / 3600


def _floor(instant: datetime) -> datetime:
    utc = instant.astimezone(UTC)
    return utc.replace(minute=utc.minute // 30 * 30, second=0, microsecond=0)
