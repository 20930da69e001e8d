"""Reports, invoices and faults as CSV."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from portal.core.csvs import Cell
from settlement.models import Invoice, MeterFile, Report

Rows = Iterator[Sequence[Cell]]


def fault_rows(file: MeterFile) -> Rows:
    """A refused file's faults that were kept."""
    yield "line", "fault"
    for fault in file.faults.all():
        yield fault.line, fault.words


def invoice_rows(invoice: Invoice) -> Rows:
    """An invoice's lines and their sum."""
    yield "line", "dispatch", "description", "energy_mwh", "price_gbp_per_mwh", "amount_gbp", "report_version"
    for line in invoice.lines.select_related("instruction", "report"):
        yield (
            line.position, line.instruction.piclo_id, line.description, line.mwh, line.price_gbp_per_mwh,
            line.amount_gbp, line.report.version,
        )  # fmt: skip
    yield (
        None,
        None,
        "Total",
        sum((line.mwh for line in invoice.lines.all()), Decimal(0)),
        None,
        invoice.total_gbp,
        None,
    )


def report_rows(report: Report) -> Rows:
    """A report with all that it takes to do it again: figures, half-hours, and each baseline's days and arithmetic."""
    yield from _figures(report)
    yield ()
    yield from _half_hours(report)
    for point in report.points:
        yield ()
        yield (
            "measured point",
            point["name"],
            "meters",
            " ".join(point["meters"]),
            "bank holidays",
            point["nation"],
        )
        yield from _days(point)
        yield from _adjustment(point)
        yield from _arithmetic(point)


def _figures(report: Report) -> Rows:
    yield "dispatch", report.delivery.instruction.piclo_id
    yield "report version", report.version
    yield "made", report.made_at
    yield "rule set", report.rules.label
    yield "baseline", report.method.name
    yield "direction", report.direction
    yield "capacity_mw", report.capacity_mw
    yield "instructed_kwh", report.instructed_kwh
    yield "delivered_kwh", report.delivered_kwh
    yield "paid_kwh", report.paid_kwh
    yield "utilisation_price_gbp_per_mwh", report.utilisation_price
    yield "amount_gbp", report.amount_gbp
    yield "metered_share", report.coverage


def _half_hours(report: Report) -> Rows:
    yield (
        "start", "end", "hours", "baseline_kwh", "metered_kwh", "delivered_kwh", "instructed_kwh", "paid_kwh",
        "points_counted", "points",
    )  # fmt: skip
    for row in report.intervals.all():
        yield (
            row.start_at, row.end_at, row.hours, row.baseline_kwh, row.metered_kwh, row.delivered_kwh,
            row.instructed_kwh, row.paid_kwh, row.counted, row.points,
        )  # fmt: skip


def _days(point: dict[str, Any]) -> Rows:
    yield "day", "in the mean", "left out because", "energy_kwh"
    for day in point["days"]:
        yield day["day"], "yes" if day["taken"] else "no", day["reason"], _decimal(day["kwh"])


def _adjustment(point: dict[str, Any]) -> Rows:
    adjustment = point["adjustment"]
    if not adjustment:
        return
    yield "adjustment_kwh_per_half_hour", _decimal(adjustment["per_half_hour"]), adjustment["note"]
    yield "window start", "metered_kwh", "unadjusted_kwh"
    for row in adjustment["window"]:
        yield row["start"], _decimal(row["metered"]), _decimal(row["unadjusted"])


def _arithmetic(point: dict[str, Any]) -> Rows:
    yield "start (UTC)", "mean_kwh", "baseline_kwh", "metered_kwh"
    for row in point["half_hours"]:
        yield row["start"], _decimal(row["mean"]), _decimal(row["baseline"]), _decimal(row["metered"])


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
