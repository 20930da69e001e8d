"""Instructions as rows of a CSV file, one each."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from dispatch.models import Instruction
from dispatch.rules.terms import plain
from dispatch.rules.worth import worth_of
from portal.core.csvs import Cell

HEADINGS = (
    "instruction",
    "version",
    "status",
    "delivery_start",
    "delivery_end",
    "capacity_mw",
    "direction",
    "obligation",
    "competition",
    "answer_by",
    "answer",
    "answer_state",
    "reason",
    "answered_by",
    "answered_at",
    "stopped_at",
)
PRICE = "worth_gbp"


def instruction_rows(found: QuerySet[Instruction], *, priced: bool) -> Iterator[Sequence[Cell]]:
    """The heading, then a row for each instruction; its worth for those who may see prices."""
    yield (*HEADINGS, PRICE) if priced else HEADINGS
    for row in found.iterator(chunk_size=500):
        yield (*_cells(row), _worth(row)) if priced else _cells(row)


def _cells(row: Instruction) -> tuple[Cell, ...]:
    competition = row.obligation.competition.name if row.obligation else row.competition_piclo_id
    return (
        row.piclo_id,
        row.piclo_version,
        row.status,
        row.start_at,
        row.end_at,
        plain(row.capacity_mw),
        row.direction,
        row.obligation_piclo_id,
        competition,
        row.respond_by_at,
        row.answer,
        row.answer_state,
        row.answer_reason,
        str(row.answered_by or ""),
        row.answered_at,
        row.stopped_at,
    )


def _worth(row: Instruction) -> Cell:
    if row.obligation is None:
        return None
    return worth_of(row.capacity_mw, row.period, row.obligation.utilisation_price)
