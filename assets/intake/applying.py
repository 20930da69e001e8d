"""A previewed import -> the portfolio, in one transaction: all of it, its good rows, or nothing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from assets.intake.clashes import blame, moved_on, shared_meters
from assets.intake.reading import count_rows
from assets.intake.sending import ask_for_changed
from assets.intake.writing import write_created, write_updated
from assets.models import AssetImport, ImportRow, ImportState, Outcome
from assets.selectors.clashes import judge_alone
from portal.audit.services import record_event
from portal.core.aside import telling

BATCH = 1_000
ATTEMPTS = 3
BROKE_OFF = (
    "Applying this import broke off three times. Nothing of it was applied; try again, or send it in parts."
)

LOCK = """
SELECT count(*) FROM (
    SELECT a.id FROM assets_asset a JOIN assets_importrow r ON r.asset_id = a.id
    WHERE r.upload_id = %s AND r.outcome = 'update' ORDER BY a.id FOR UPDATE OF a) locked
"""


def apply(upload: AssetImport, *, now: datetime) -> bool:
    """Apply one import; whether anything is to be sent to Piclo now.

    What somebody changed since the preview is never overwritten: such rows become faults, and unless only the good rows
    were asked for, nothing is applied and the preview is shown again.
    """
    if upload.attempts >= ATTEMPTS:
        _back_to_preview(upload, BROKE_OFF)
        return False
    upload.attempts += 1
    AssetImport.objects.filter(pk=upload.pk).update(attempts=upload.attempts, progress=0)
    with telling(upload) as tell, transaction.atomic():
        _lock(upload)
        if clashes := blame(moved_on(upload)) + blame(shared_meters(upload)):
            count_rows(upload)
        if clashes and not upload.good_rows_only:
            rows = "1 row" if clashes == 1 else f"{clashes:,} rows"
            _back_to_preview(
                upload, f"Nothing was applied: {rows} no longer fit the portfolio as it stands now."
            )
            return False
        _write(upload, now, lambda share: tell(progress=share))
        if upload.send:
            ask_for_changed(upload, now)
        _applied(upload, now)
    return upload.send and upload.rows_good > 0


def _lock(upload: AssetImport) -> None:
    """Lock every asset that will change, in the order of their keys, then what all of them are judged against."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [upload.pk])
    judge_alone(upload.organisation_id)


def _write(upload: AssetImport, now: datetime, progress: Callable[[int], None]) -> None:
    done, total = 0, max(upload.rows_good, 1)
    for outcome, write in ((Outcome.CREATE, write_created), (Outcome.UPDATE, write_updated)):
        for rows in _batches(upload, outcome):
            write(upload, rows, now)
            done += len(rows)
            progress(min(99, done * 100 // total))


def _batches(upload: AssetImport, outcome: Outcome) -> Iterator[list[ImportRow]]:
    """Rows of one outcome in the file's order, some at a time."""
    number = 0
    rows = upload.rows.filter(outcome=outcome).order_by("number")
    while batch := list(rows.filter(number__gt=number)[:BATCH]):
        yield batch
        number = batch[-1].number


def _applied(upload: AssetImport, now: datetime) -> None:
    upload.state, upload.progress, upload.words, upload.ended_at = ImportState.APPLIED, 100, "", now
    upload.save()
    record_event(
        kind="asset-import.applied",
        organisation_id=upload.organisation_id,
        actor_id=upload.ended_by_id,
        subject=upload,
        at=now,
        after=counts_of(upload),
    )


def counts_of(upload: AssetImport) -> dict[str, Any]:
    """What an import did, for its event."""
    return {
        "created": upload.rows_create,
        "changed": upload.rows_update,
        "unchanged": upload.rows_same,
        "left_out": upload.rows_faulty,
        "sent": upload.send,
    }


def _back_to_preview(upload: AssetImport, words: str) -> None:
    upload.state, upload.progress, upload.attempts, upload.words = ImportState.READY, 100, 0, words
    upload.ended_by = None
    upload.save()
