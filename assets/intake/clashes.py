"""Faults that only show between rows: one reference twice, one meter on two live assets, a portfolio that moved on.

Each is one statement over all rows of an import, so that memory does not grow with them.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection

from assets.models import AssetImport, ImportRow
from assets.rules.meters import shared_meter_fault
from portal.core.bulk import update_rows

BATCH = 2_000
# So few rows are compared quickly in any way.
FEW = 1_000

# One sort and no join: whatever the database believes of how many rows there are, it cannot choose a slow way.
DOUBLES = """
SELECT id, ref, numbers[1:4] FROM (
    SELECT id, ref, number, array_agg(number) OVER (
        PARTITION BY ref ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS numbers
    FROM assets_importrow WHERE upload_id = %(upload)s AND ref <> '') rows
WHERE cardinality(numbers) > 1 ORDER BY number
"""

# Who would carry which MPAN once the import is applied: the file's own rows, and live assets that it does not name.
METERS = """
WITH carried AS (
    SELECT r.ref, mpan FROM assets_importrow r, unnest(r.meters) mpan
    WHERE r.upload_id = %(upload)s AND r.outcome <> 'fault' AND mpan <> ''
    UNION ALL
    SELECT a.ref, mpan FROM assets_asset a, unnest(ARRAY[a.import_meter_id, a.export_meter_id]) mpan
    WHERE a.organisation_id = %(organisation)s AND a.status <> 'archived' AND mpan <> '' AND NOT EXISTS (
        SELECT 1 FROM assets_importrow r
        WHERE r.upload_id = %(upload)s AND r.ref = a.ref AND r.outcome <> 'fault')
), shared AS (
    SELECT mpan, (array_agg(DISTINCT ref))[1:4] AS refs FROM carried GROUP BY mpan HAVING count(DISTINCT ref) > 1
)
SELECT r.id, r.ref, mine.place, shared.mpan, shared.refs FROM assets_importrow r
CROSS JOIN LATERAL unnest(r.meters) WITH ORDINALITY AS mine(mpan, place)
JOIN shared ON shared.mpan = mine.mpan
WHERE r.upload_id = %(upload)s AND r.claims_meters AND r.outcome IN ('create', 'update')
"""

MOVED_ON = """
SELECT r.id, a.id IS NULL, r.asset_id IS NULL FROM assets_importrow r
LEFT JOIN assets_asset a ON a.organisation_id = %(organisation)s AND a.ref = r.ref
WHERE r.upload_id = %(upload)s AND r.outcome IN ('create', 'update')
AND (a.id IS DISTINCT FROM r.asset_id OR a.version IS DISTINCT FROM r.version)
"""

METER_COLUMNS = ("import_meter_id", "export_meter_id")
NOW_THERE = "Somebody added an asset with this reference since the preview. Read the file again."
NOW_GONE = "No asset has this reference any more. Read the file again."
NOW_OTHERWISE = "Somebody changed this asset since the preview. Read the file again to see how it stands."

Clash = tuple[int, dict[str, str]]


def doubles(upload: AssetImport) -> Iterator[Clash]:
    """Every row of a reference that stands in the file more than once: nobody knows which is meant."""
    for pk, ref, numbers in _found(DOUBLES, upload):
        rows = " and ".join(str(number) for number in numbers[:5])
        yield pk, _fault("ref", ref, f"This reference stands in rows {rows}. Keep one of them.")


def shared_meters(upload: AssetImport) -> Iterator[Clash]:
    """Rows that bring a live asset to another's MPAN without saying that it is meant."""
    for pk, ref, place, mpan, refs in _found(METERS, upload):
        others = [other for other in refs if other != ref][:3]
        yield pk, _fault(METER_COLUMNS[place - 1], mpan, shared_meter_fault(mpan, others))


def moved_on(upload: AssetImport) -> Iterator[Clash]:
    """Rows whose asset was changed, made or renamed by somebody since they were judged."""
    for pk, is_gone, was_new in _found(MOVED_ON, upload):
        words = NOW_THERE if was_new else NOW_GONE if is_gone else NOW_OTHERWISE
        yield pk, _fault("ref", "", words)


def get_to_know(count: int) -> None:
    """Let the database see how many rows a file brought, where these are many.

    What it remembers is of earlier imports: it takes the rows of a new one for none, and would then compare each of
    them with all others.
    """
    if count > FEW:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE assets_importrow (upload_id, outcome, ref)")


def _fault(column: str, written: str, words: str) -> dict[str, str]:
    return {"column": column, "written": written, "words": words}


def _found(statement: str, upload: AssetImport) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"upload": upload.pk, "organisation": upload.organisation_id})
        found: list[Any] = cursor.fetchall()
    return found


def blame(clashes: Iterator[Clash]) -> int:
    """Write clashes down as faults of their rows; how many rows."""
    blamed = 0
    while batch := list(islice(clashes, BATCH)):
        blamed += _blame(batch)
    return blamed


def _blame(batch: list[Clash]) -> int:
    by_row: dict[int, list[dict[str, str]]] = {}
    for pk, fault in batch:
        by_row.setdefault(pk, []).append(fault)
    standing = dict(ImportRow.objects.filter(pk__in=by_row).values_list("pk", "faults"))
    rows = [
        {"id": pk, "outcome": "fault", "faults": [*standing[pk], *faults]} for pk, faults in by_row.items()
    ]
    return update_rows(ImportRow, rows)
