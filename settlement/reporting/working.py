"""A report's figures as columns, and its whole working as people check it."""

import hashlib
import json
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from portal.core.periods import Period, settlement_periods
from settlement.reporting.assessing import AFTER, BEFORE, ZERO, Figures, Measured
from settlement.rules.performance import Interval, share


def report_values(figures: Figures) -> dict[str, Any]:
    """The columns of a report."""
    instructed = figures.total("instructed")
    return {
        "rule_set_code": figures.rules.code,
        "rule_set_version": figures.rules.version,
        "method_code": figures.method.code,
        "start_at": figures.period.start,
        "end_at": figures.period.end,
        "direction": figures.direction.value,
        "capacity_mw": figures.instruction.capacity_mw,
        "utilisation_price": figures.price,
        "baseline_kwh": figures.total("baseline"),
        "metered_kwh": figures.total("metered"),
        "instructed_kwh": instructed,
        "delivered_kwh": figures.total("delivered"),
        "paid_kwh": figures.total("paid"),
        "coverage": figures.metered_share,
        "performance": share(figures.total("delivered"), instructed),
        "amount_gbp": figures.amount,
        "complete": figures.complete,
    }


def interval_values(interval: Interval) -> dict[str, Any]:
    """The columns of a report's half-hour."""
    return {
        "start_at": interval.start,
        "hours": interval.hours.quantize(Decimal("0.000001")),
        "points": interval.points,
        "counted": interval.counted,
        "baseline_kwh": interval.baseline,
        "metered_kwh": interval.metered,
        "delivered_kwh": interval.delivered,
        "instructed_kwh": interval.instructed,
        "paid_kwh": interval.paid,
    }


def point_working(one: Measured, figures: Figures) -> dict[str, Any]:
    """A point's baseline as people check it: days, what was left out and why, the adjustment, each half-hour."""
    adjusted = one.baseline.adjusted
    return {
        "name": one.point.name,
        "meters": list(one.meters),
        "nation": one.point.nation.label,
        "day_type": one.baseline.kind.value,
        "problem": one.baseline.problem,
        "days": [
            {"day": candidate.day, "taken": candidate.taken, "reason": candidate.reason, "kwh": candidate.kwh}
            for candidate in one.baseline.days
        ],
        "adjustment": adjusted
        and {
            "per_half_hour": adjusted.per_half_hour,
            "note": adjusted.note,
            "window": [
                {"start": start, "metered": metered, "unadjusted": unadjusted}
                for start, metered, unadjusted in adjusted.window
            ],
        },
        "half_hours": [
            {
                "start": interval.start,
                "mean": one.baseline.mean.get(interval.start),
                "baseline": one.baseline.at(interval.start),
                "metered": one.series.get(interval.start),
            }
            for interval in figures.intervals
        ],
    }


def picture_of(figures: Figures) -> list[dict[str, Any]]:
    """Sums over the points around the event, kWh a half-hour, only where every point has the value.

    The adjustment belongs to the event's own half-hours; beside it the plain mean stands.
    """
    event = {interval.start for interval in figures.intervals}
    rows = []
    for part in settlement_periods(Period(figures.period.start - BEFORE, figures.period.end + AFTER)):
        start = part.start
        expected = [
            one.baseline.at(start) if start in event else one.baseline.mean.get(start)
            for one in figures.measured
        ]
        metered = [one.series.get(start) for one in figures.measured]
        rows.append({"start": start, "baseline": sum_or_none(expected), "metered": sum_or_none(metered)})
    return rows


def sum_or_none(values: list[Decimal | None]) -> Decimal | None:
    present = [value for value in values if value is not None]
    return sum(present, ZERO) if values and len(present) == len(values) else None


def digest_of(content: Any) -> str:
    """SHA-256 of values, the same for the same result."""
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
