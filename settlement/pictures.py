"""A delivery as a picture: what would have been, what was metered, what was asked."""

from datetime import datetime
from decimal import Decimal

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
