"""Instructions as CSV: one line each, instants as local time with their offset."""

import csv
from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from dispatch.models import Instruction
from dispatch.rules.terms import plain
from dispatch.rules.worth import worth_of
from portal.core.formats import local

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
# A spreadsheet takes a cell that starts so for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: QuerySet[Instruction], *, priced: bool) -> Iterator[str]:
    """The file line by line, with a byte-order mark so that spreadsheets read it as UTF-8."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow([*HEADINGS, PRICE] if priced else HEADINGS)
    for row in rows.iterator(chunk_size=500):
        yield writer.writerow([*_cells(row), _worth(row)] if priced else _cells(row))


def _cells(row: Instruction) -> list[str]:
    competition = row.obligation.competition.name if row.obligation else row.competition_piclo_id
    return [
        safe(row.piclo_id),
        str(row.piclo_version),
        safe(row.status),
        _instant(row.start_at),
        _instant(row.end_at),
        plain(row.capacity_mw),
        safe(row.direction),
        safe(row.obligation_piclo_id),
        safe(competition),
        _instant(row.respond_by_at),
        row.answer,
        row.answer_state,
        safe(row.answer_reason),
        safe(str(row.answered_by or "")),
        _instant(row.answered_at),
        _instant(row.stopped_at),
    ]


def _worth(row: Instruction) -> str:
    worth = (
        worth_of(row.capacity_mw, row.period, row.obligation.utilisation_price) if row.obligation else None
    )
    return "" if worth is None else str(worth)


def _instant(value: datetime | None) -> str:
    return "" if value is None else local(value).isoformat()


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
