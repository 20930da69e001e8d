"""What was delivered of what was instructed, half-hour by half-hour, and a month's performance factor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from portal.core.periods import Period, settlement_periods
from portal.core.units import quantise_kwh, to_kw

ZERO = Decimal(0)
ONE = Decimal(1)


class Direction(StrEnum):
    """What the grid asked for. Less load is export, less generation is import."""

    EXPORT = "export"
    IMPORT = "import"

    @property
    def label(self) -> str:
        return "Export or turn-down" if self is Direction.EXPORT else "Import or turn-up"


@dataclass(frozen=True)
class PointSeries:
    """A measured point's energies over the event, kWh, generation positive; a half-hour may be missing."""

    name: str
    metered: Mapping[datetime, Decimal]
    baseline: Mapping[datetime, Decimal]


@dataclass(frozen=True)
class Interval:
    """One half-hour of a delivery, in kWh: sums over the points that have both metering and baseline."""

    start: datetime
    hours: Decimal
    points: int
    counted: int
    baseline: Decimal
    metered: Decimal
    delivered: Decimal
    instructed: Decimal
    paid: Decimal


def delivered_energy(metered: Decimal, baseline: Decimal, direction: Direction) -> Decimal:
    """kWh in the asked direction over the baseline, never less than nothing. Generation is positive."""
    moved = metered - baseline if direction is Direction.EXPORT else baseline - metered
    return max(moved, ZERO)


def intervals_of(
    period: Period,
    capacity_mw: Decimal,
    direction: Direction,
    points: Sequence[PointSeries],
    *,
    over_delivery_paid: bool = False,
) -> list[Interval]:
    """Every half-hour of a delivery. Instructed is capacity x the hours that the half-hour shares with it.

    A point without metering or baseline in a half-hour counts as having delivered nothing there. Points are added
    up before the result is floored, so that one asset's rise is set against another's fall.
    """
    return [
        _interval(part, period, capacity_mw, direction, points, over_delivery_paid)
        for part in settlement_periods(period)
    ]


def _interval(
    part: Period,
    period: Period,
    capacity_mw: Decimal,
    direction: Direction,
    points: Sequence[PointSeries],
    over_delivery_paid: bool,
) -> Interval:
    shared = part.overlap(period)
    hours = shared.hours if shared else ZERO
    counted = [point for point in points if part.start in point.metered and part.start in point.baseline]
    baseline = sum((point.baseline[part.start] for point in counted), ZERO)
    metered = sum((point.metered[part.start] for point in counted), ZERO)
    delivered = delivered_energy(metered, baseline, direction)
    instructed = quantise_kwh(to_kw(capacity_mw) * hours)
    paid = delivered if over_delivery_paid else min(delivered, instructed)
    return Interval(
        part.start, hours, len(points), len(counted), baseline, metered, delivered, instructed, paid
    )


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A share of one to six decimals; nothing of nothing is nothing."""
    return quantise_kwh(part / whole) if whole else ZERO


@dataclass(frozen=True)
class PerformanceFactor:
    """Grace, slope and cut-off, in percent and points: full pay from `grace`, none at or below `cut_off`."""

    grace: Decimal = Decimal(95)
    slope: Decimal = Decimal(3)
    cut_off: Decimal = Decimal(63)

    def of(self, delivered_percent: Decimal) -> Decimal:
        """The factor on a month's payment for delivering so many percent of what was instructed."""
        if delivered_percent >= self.grace:
            return ONE
        if delivered_percent <= self.cut_off:
            return ZERO
        return max(ZERO, ONE - self.slope * (self.grace - delivered_percent) / 100)
