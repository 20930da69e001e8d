"""Meter data as CSV: UTC, half-hour ending, generation positive, kWh."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from experience.market.models import Asset
from experience.metering.readings import Reading, readings

HEADINGS = ("mpan", "period_end_utc", "kwh")
LINES_A_CHUNK = 2_000


def csv_chunks(rows: Iterable[Reading]) -> Iterator[str]:
    """The file in pieces of a few thousand lines, for answers that stream."""
    page = StringIO()
    writer = csv.writer(page)
    writer.writerow(HEADINGS)
    for number, row in enumerate(rows, start=1):
        writer.writerow((row.meter, row.end.strftime("%Y-%m-%dT%H:%MZ"), f"{row.kwh:.4f}"))
        if number % LINES_A_CHUNK == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def write_month_files(assets: Sequence[Asset], start: datetime, end: datetime, folder: Path) -> list[Path]:
    """One file a UTC month of [start, end), named `2026-08.csv`; a file that is there is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for first, last in _months(start, end):
        path = folder / f"{first:%Y-%m}.csv"
        if not path.exists():
            unfinished = path.with_suffix(".part")
            with unfinished.open("w", newline="") as file:
                file.writelines(csv_chunks(readings(assets, first, last)))
            unfinished.rename(path)
            written.append(path)
    return written


def _months(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    first = start.astimezone(UTC)
    while first < end:
        following = datetime(first.year + first.month // 12, first.month % 12 + 1, 1, tzinfo=UTC)
        yield first, min(following, end)
        first = following
