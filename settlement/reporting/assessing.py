"""What a delivery came to: its instruction, assets, meters and baselines brought together and computed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from assets.models import Asset
from dispatch.models import Instruction
from portal.core.periods import LONDON, Period, local_day, settlement_periods
from settlement.rules.baseline import Baseline, make_baseline
from settlement.rules.methods import Method
from settlement.rules.performance import (
    Direction,
    Interval,
    PointSeries,
    intervals_of,
    share,
)
from settlement.rules.points import Point, group_points
from settlement.rules.rulesets import RuleSet
from settlement.selectors import event_days_of, metered_assets, readings_of

BEFORE, AFTER = timedelta(hours=3), timedelta(hours=2)
ZERO = Decimal(0)
# A unit may have hundreds of sites; a note names the first of those that lack something.
NOTED = 5
DIRECTION_OF_NEED = {"Deficit": Direction.EXPORT, "Surplus": Direction.IMPORT}


class NothingToReport(Exception):
    """A delivery that cannot be reported on; the message says why."""


@dataclass(frozen=True)
class Measured:
    """A measured point with the meters that speak for it, its net readings and its baseline."""

    point: Point
    meters: tuple[str, ...]
    series: dict[datetime, Decimal]
    baseline: Baseline


@dataclass(frozen=True)
class Figures:
    """All that a report says, before it is kept."""

    instruction: Instruction
    rules: RuleSet
    method: Method
    period: Period
    direction: Direction
    measured: tuple[Measured, ...]
    unknown: tuple[str, ...]
    intervals: tuple[Interval, ...]
    metered_share: Decimal

    def total(self, name: str) -> Decimal:
        return sum((getattr(interval, name) for interval in self.intervals), ZERO)

    @property
    def complete(self) -> bool:
        """Whether every point counts in every half-hour, and no asset is unknown here."""
        return not self.unknown and all(
            interval.points and interval.counted == interval.points for interval in self.intervals
        )

    @property
    def price(self) -> Decimal | None:
        """£/MWh of the contract, None while Piclo has not said it."""
        obligation = self.instruction.obligation
        return obligation.utilisation_price if obligation else None

    @property
    def amount(self) -> Decimal | None:
        return None if self.price is None else self.rules.amount(self.total("paid"), self.price)

    @property
    def note(self) -> str:
        """What is missing, in words; "" where nothing is."""
        words = [f"asset {asset} is not known here" for asset in self.unknown]
        for one in self.measured:
            missing = sum(interval.start not in one.series for interval in self.intervals)
            lacks = [f"{missing} of {len(self.intervals)} half-hours not metered"] if missing else []
            lacks += [one.baseline.problem] if one.baseline.problem else []
            if lacks:
                words.append(f"{one.point.name}: {' and '.join(lacks)}")
        if len(words) > NOTED:
            words[NOTED:] = [f"and {len(words) - NOTED} more like it"]
        return "; ".join(words)


def assess(instruction: Instruction, *, rules: RuleSet, method: Method) -> Figures:
    """Everything a report says of an instruction. Raises NothingToReport."""
    period = instruction.delivery
    if period is None:
        raise NothingToReport("This dispatch was stopped before it began.")
    direction = direction_of(instruction)
    assets, unknown = assets_of(instruction)
    if not assets:
        raise NothingToReport("None of this dispatch's assets is known here.")
    measured = measure(instruction, period, group_points(metered_assets(assets)), method)
    starts = [part.start for part in settlement_periods(period)]
    intervals = intervals_of(
        period,
        instruction.capacity_mw,
        direction,
        [series_of(one, starts) for one in measured],
        over_delivery_paid=rules.over_delivery_paid,
    )
    there = sum(start in one.series for one in measured for start in starts)
    metered_share = share(Decimal(there), Decimal(len(starts) * (len(measured) + len(unknown))))
    return Figures(
        instruction,
        rules,
        method,
        period,
        direction,
        tuple(measured),
        unknown,
        tuple(intervals),
        metered_share,
    )


def direction_of(instruction: Instruction) -> Direction:
    """What was asked for: the instruction's own word, else what its competition needed."""
    if instruction.direction in set(Direction):
        return Direction(instruction.direction)
    need = instruction.obligation.competition.need_direction if instruction.obligation else ""
    if instruction.direction or need not in DIRECTION_OF_NEED:
        raise NothingToReport(
            f"Whether export or import was asked for is not known (“{instruction.direction}”)."
        )
    return DIRECTION_OF_NEED[need]


def assets_of(instruction: Instruction) -> tuple[list[Asset], tuple[str, ...]]:
    """The instruction's assets, and Piclo's ids of those that are not known here."""
    wanted = instruction.asset_piclo_ids
    found = Asset.objects.filter(organisation_id=instruction.organisation_id, piclo_id__in=wanted).order_by(
        "ref"
    )
    known = {asset.piclo_id for asset in found}
    return list(found), tuple(sorted(set(wanted) - known))


def measure(instruction: Instruction, period: Period, points: list[Point], method: Method) -> list[Measured]:
    """Each point with its readings as far back as the method looks, and its baseline."""
    day = period.start.astimezone(LONDON).date()
    since = local_day(day - timedelta(days=method.within_days)).start
    idents = set().union(*(point.idents for point in points))
    readings = readings_of(instruction.organisation_id, idents, Period(since, period.end + AFTER))
    event_days = event_days_of(instruction, since)
    around = Period(period.start - BEFORE, period.end + AFTER)
    measured = []
    for point in points:
        meters = point.used(readings.keys())
        series = net_of([readings[meter] for meter in sorted(meters)])
        days = frozenset().union(*(event_days.get(asset_id, set()) for asset_id in point.piclo_ids))
        baseline = make_baseline(method, period, series, nation=point.nation, event_days=days, around=around)
        measured.append(Measured(point, tuple(sorted(meters)), series, baseline))
    return measured


def net_of(meters: list[dict[datetime, Decimal]]) -> dict[datetime, Decimal]:
    """The sum of a point's meters, only where all of them were read."""
    if not meters:
        return {}
    starts = set(meters[0]).intersection(*meters[1:])
    return {start: sum((meter[start] for meter in meters), ZERO) for start in starts}


def series_of(one: Measured, starts: list[datetime]) -> PointSeries:
    baseline = {start: kwh for start in starts if (kwh := one.baseline.at(start)) is not None}
    return PointSeries(
        one.point.name, {start: one.series[start] for start in starts if start in one.series}, baseline
    )
