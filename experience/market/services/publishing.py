"""Putting competitions on the market from records in the shape of Piclo's competition record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from experience.market.errors import Refused
from experience.market.models import Competition, DpsRecord, Operator, ServicePeriod, ServiceWindow
from experience.market.records.loading import CompetitionIn, read_competition
from experience.market.rules.codes import seeded_code
from experience.market.rules.timetables import BotPlan
from experience.market.services.events import note


@transaction.atomic
def publish_competition(
    raw: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    plan: BotPlan | None = None,
) -> Competition:
    """Put a competition on the market. With a plan the bot decides, confirms and dispatches it.

    Its ids follow from its reference, so that the same file gives the same market anywhere.
    The operator is the DPS record's; without one, `operator_name`, or the first operator of the market.
    """
    record = read_competition(raw)
    if Competition.objects.filter(reference=record.reference).exists():
        raise Refused(
            {"reference": [f"{record.reference} has been used before; references are never re-used."]}
        )
    dps_record = _dps_record(record.dps_record_reference)
    competition = Competition.objects.create(
        id=seeded_code("competition", record.reference),
        operator=_operator(record, dps_record),
        dps_record=dps_record,
        created=now,
        **record.columns(raw),
        **(plan.columns() if plan else {}),
    )
    _add_periods(competition, record)
    note("competition.published", competition.pk, f"{record.reference}: {record.name}", by=by, now=now)
    return competition


def _dps_record(reference: str | None) -> DpsRecord | None:
    if not reference:
        return None
    found = DpsRecord.objects.filter(reference=reference).select_related("operator").first()
    if found is None:
        raise Refused({"dps_record_reference": [f"There is no DPS record {reference}."]})
    return found


def _operator(record: CompetitionIn, dps_record: DpsRecord | None) -> Operator:
    if dps_record:
        return dps_record.operator
    if record.operator_name:
        operator = Operator.objects.filter(name=record.operator_name).first()
        if operator is None:
            raise Refused({"operator_name": [f"There is no operator {record.operator_name}."]})
        return operator
    first = Operator.objects.order_by("name").first()
    if first is None:
        raise Refused({"operator_name": ["The market has no operator yet: run the seed."]})
    return first


def _add_periods(competition: Competition, record: CompetitionIn) -> None:
    for number, period in enumerate(record.service_periods):
        row = ServicePeriod.objects.create(
            id=seeded_code("period", record.reference, number),
            competition=competition,
            name=period.name,
            start=period.start,
            end=period.end,
        )
        ServiceWindow.objects.bulk_create(
            ServiceWindow(
                id=seeded_code("window", record.reference, number, place),
                competition=competition,
                service_period=row,
                **window.columns(),
            )
            for place, window in enumerate(period.service_windows)
        )
