"""A delivery as people look at it: a picture, and the working of each baseline in local time."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from portal.core.charts import Series, line_chart
from settlement.models import Report
from settlement.rules.performance import Direction

# kWh of a half-hour to its mean power in MW.
TO_MW = Decimal("0.002")


def report_picture(report: Report) -> SafeString:
    """Mean power by half-hour around a delivery, generation positive. The asked level is baseline and instruction."""
    rows = [
        (datetime.fromisoformat(row["start"]), _mw(row["baseline"]), _mw(row["metered"]))
        for row in report.working.get("picture", [])
    ]
    sign = 1 if report.direction == Direction.EXPORT else -1
    event = [
        (at, baseline) for at, baseline, _ in rows if at in {one.start_at for one in report.intervals.all()}
    ]
    series = [
        Series("baseline", "baseline", [(at, baseline) for at, baseline, _ in rows], step=True),
        Series(
            "asked level",
            "instructed",
            [(at, None if level is None else level + sign * report.capacity_mw) for at, level in event],
            step=True,
        ),
        Series("metered", "metered", [(at, metered) for at, _, metered in rows], step=True),
    ]
    title = "Baseline, asked level and metered power; export is positive"
    return line_chart(series, title=title, unit="MW", band=(report.start_at, report.end_at))


def _mw(kwh: str | None) -> Decimal | None:
    return None if kwh is None else Decimal(kwh) * TO_MW


def points_shown(report: Report) -> list[dict[str, Any]]:
    """The measured points with their working; what was kept as JSON text is instants, days and numbers again."""
    return [_shown(point) for point in report.points]


def _shown(point: dict[str, Any]) -> dict[str, Any]:
    """A point's working: every `start` an instant, every `day` a date."""
    adjustment = point["adjustment"]
    return {
        **point,
        "days": [{**row, "day": date.fromisoformat(row["day"])} for row in point["days"]],
        "half_hours": _with_instants(point["half_hours"]),
        "adjustment": adjustment and {**adjustment, "window": _with_instants(adjustment["window"])},
    }


def _with_instants(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "start": datetime.fromisoformat(row["start"])} for row in rows]
