"""Looking at a delivery: is there something to report, and does it differ from what was reported?"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from dispatch.models import Instruction
from portal.accounts.models import Membership
from portal.audit.services import record_event
from settlement.models import Delivery, DeliveryState, Report, ReportInterval
from settlement.reporting.assessing import ZERO, Figures, NothingToReport, assess
from settlement.reporting.working import digest_of, interval_values, picture_of, point_working, report_values
from settlement.rules.methods import METHODS, Method
from settlement.rules.rulesets import DEFAULT, rule_set


@dataclass
class Outcome:
    """What a look at a delivery came to: its newest report, if any, and whether this look made it."""

    delivery: Delivery
    report: Report | None = None
    is_new: bool = False


def look_at(
    instruction_id: int, *, now: datetime, by: Membership | None = None, method: Method | None = None
) -> Outcome:
    """Assess a delivery and keep a new version of its report where the result differs from the newest one.

    Without `by` the first version waits until the metering is complete; a person may ask for it earlier. Later
    versions keep the rule set of the first, and its method unless `method` says another.
    """
    with transaction.atomic():
        delivery = lock_delivery(instruction_id)
        latest = delivery.latest
        rules = rule_set(latest.rule_set_code, latest.rule_set_version) if latest else DEFAULT
        chosen = method or (METHODS[latest.method_code] if latest else rules.method)
        try:
            figures = assess(delivery.instruction, rules=rules, method=chosen)
        except NothingToReport as reason:
            note_look(delivery, DeliveryState.NO_DATA, ZERO, str(reason), now)
            if by:
                raise
            return Outcome(delivery, latest)
        due = latest is not None or figures.complete or (by is not None and figures.metered_share > 0)
        report = keep_version(delivery, figures, now=now, by=by) if due else None
        note_look(
            delivery, state_of(figures, bool(report or latest)), figures.metered_share, figures.note, now
        )
        if by and not due:
            raise NothingToReport("There are no meter data for this delivery yet.")
        return Outcome(delivery, report or latest, is_new=report is not None)


def lock_delivery(instruction_id: int) -> Delivery:
    """The delivery of an instruction, made where it is new, locked, with all that a report is made of.

    Locked first and read after: in one statement a report that was made while we waited would join as none.
    """
    instruction = Instruction.objects.get(pk=instruction_id)
    Delivery.objects.get_or_create(
        instruction=instruction, defaults={"organisation_id": instruction.organisation_id}
    )
    Delivery.objects.select_for_update().get(instruction_id=instruction_id)
    return Delivery.objects.select_related("instruction__obligation__competition", "latest").get(
        instruction_id=instruction_id
    )


def state_of(figures: Figures, has_report: bool) -> DeliveryState:
    if figures.complete and has_report:
        return DeliveryState.REPORTED
    return DeliveryState.MISSING if figures.metered_share else DeliveryState.NO_DATA


def note_look(delivery: Delivery, state: DeliveryState, coverage: Decimal, note: str, now: datetime) -> None:
    delivery.state, delivery.coverage, delivery.note, delivery.checked_at = state, coverage, note, now
    delivery.save(update_fields=["state", "coverage", "note", "checked_at"])


def keep_version(
    delivery: Delivery, figures: Figures, *, now: datetime, by: Membership | None
) -> Report | None:
    """A new version, or None where the newest one says the same."""
    values = report_values(figures)
    working = {
        "points": [point_working(one, figures) for one in figures.measured],
        "unknown": figures.unknown,
    }
    rows = [interval_values(interval) for interval in figures.intervals]
    digest = digest_of([values, working, rows])
    latest = delivery.latest
    if latest and latest.digest == digest:
        return None
    report = Report.objects.create(
        organisation_id=delivery.organisation_id,
        delivery=delivery,
        version=latest.version + 1 if latest else 1,
        made_at=now,
        made_by_id=by.user_id if by else None,
        working=working | {"picture": picture_of(figures)},
        digest=digest,
        **values,
    )
    ReportInterval.objects.bulk_create(ReportInterval(report=report, **row) for row in rows)
    delivery.latest = report
    delivery.save(update_fields=["latest"])
    record_made(report, latest, now=now, by=by)
    return report


def record_made(report: Report, before: Report | None, *, now: datetime, by: Membership | None) -> None:
    record_event(
        kind="report.made",
        organisation_id=report.organisation_id,
        actor_id=by.user_id if by else None,
        rule="" if by else "meter data complete or changed",
        subject=report,
        at=now,
        before=spoken(before) if before else {},
        after=spoken(report),
    )


def spoken(report: Report) -> dict[str, Any]:
    """What an audit event keeps of a report."""
    return {
        "version": report.version,
        "paid_kwh": report.paid_kwh,
        "amount_gbp": report.amount_gbp,
        "method": report.method_code,
    }
