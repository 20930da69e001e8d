"""An uploaded file -> rows that say what applying it would do. The portfolio is only looked at."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count

from assets.intake.clashes import blame, doubles, get_to_know, shared_meters
from assets.intake.opening import Opened, filled_lines, open_upload
from assets.intake.portfolio import LONGEST, Standing, blank_values, standing_by_ref
from assets.models import AssetImport, AssetStatus, ImportRow, ImportState, Outcome
from assets.rules.coordinates import without_stale
from assets.rules.files import Unreadable
from assets.rules.kept import to_kept
from assets.rules.rows import Given, given_by, judge
from portal.audit.services import record_event
from portal.core.bulk import insert_rows

BATCH = 1_000
ATTEMPTS = 3
METERS = ("import_meter_id", "export_meter_id", "shares_meter", "status")
COUNTERS = {
    Outcome.CREATE: "rows_create",
    Outcome.UPDATE: "rows_update",
    Outcome.SAME: "rows_same",
    Outcome.FAULT: "rows_faulty",
}


def read(upload: AssetImport, *, now: datetime) -> None:
    """Read one file: either every row of it is judged, or the file is refused and none is kept."""
    if upload.attempts >= ATTEMPTS:
        refuse(upload, "Reading this file broke off three times. Send it in smaller parts.", now=now)
        return
    if not _claimed(upload, now):
        return
    forget_rows(upload)
    try:
        unknown = stage(upload)
    except (Unreadable, FileNotFoundError) as error:
        gone = isinstance(error, FileNotFoundError)
        refuse(upload, "The stored file is gone. Upload it again." if gone else str(error), now=now)
        return
    blame(doubles(upload))
    blame(shared_meters(upload))
    _ready(upload, unknown, now=now)


def _claimed(upload: AssetImport, now: datetime) -> bool:
    """Say that the file is being read, unless somebody discarded it."""
    upload.attempts += 1
    waiting = AssetImport.objects.filter(pk=upload.pk, state__in=[ImportState.WAITING, ImportState.READING])
    claimed = waiting.update(state=ImportState.READING, progress=0, attempts=upload.attempts, modified_at=now)
    return bool(claimed)


def forget_rows(upload: AssetImport) -> None:
    """Drop what an earlier reading made of the file."""
    upload.rows.all().delete()


def stage(upload: AssetImport) -> tuple[str, ...]:
    """Judge the file batch by batch into rows; the headings that were passed over. Raises Unreadable."""
    with upload.content.open("rb") as file:
        opened = open_upload(file, upload.kind, upload.size)
        blank = blank_values()
        count = 0
        for batch in _batches(opened):
            standing = standing_by_ref(upload.organisation_id, {given.ref for given in batch})
            insert_rows(
                ImportRow, [_row(upload.pk, given, standing.get(given.ref), blank) for given in batch]
            )
            count += len(batch)
            _tell_progress(upload.pk, opened.sheet.share_read())
    if not count:
        raise Unreadable("The file has a heading but no rows.")
    get_to_know(count)
    return opened.headings.unknown


def _batches(opened: Opened) -> Iterator[list[Given]]:
    lines = filled_lines(opened)
    places, custom = opened.headings.places, opened.sheet.custom
    while batch := [
        given_by(line.number, line.cells, places, custom, LONGEST) for line in islice(lines, BATCH)
    ]:
        yield batch


def _row(upload_id: int, given: Given, standing: Standing | None, blank: Any) -> dict[str, Any]:
    judged = judge(given, standing.values if standing else None, blank)
    values, before = judged.values, judged.before
    if standing:
        values = without_stale(standing.values, values, standing.coordinates_from)
        before = {name: standing.values[name] for name in values}
    wanted = judged.wanted
    is_live = wanted["status"] != AssetStatus.ARCHIVED
    return {
        "upload_id": upload_id,
        "number": given.number,
        "outcome": judged.outcome,
        "ref": given.ref[:80],
        "name": str(wanted["name"])[:200],
        "asset_id": standing.pk if standing else None,
        "version": standing.version if standing else None,
        "values": to_kept(values),
        "before": to_kept(before),
        "faults": [fault.as_dict() for fault in judged.faults],
        "meters": [wanted["import_meter_id"], wanted["export_meter_id"]] if is_live else [],
        "claims_meters": not wanted["shares_meter"] and any(name in judged.values for name in METERS),
    }


def _tell_progress(upload_id: int, share: float) -> None:
    AssetImport.objects.filter(pk=upload_id).update(progress=min(95, int(share * 95)))


def _ready(upload: AssetImport, unknown: tuple[str, ...], *, now: datetime) -> None:
    """The preview is complete."""
    with transaction.atomic():
        if not _is_being_read(upload):
            return
        upload.state, upload.progress, upload.read_at, upload.words = ImportState.READY, 100, now, ""
        upload.unknown_headings = list(unknown)
        count_rows(upload)
        upload.save()


def count_rows(upload: AssetImport) -> None:
    """Set the counts of an import to what its rows say."""
    said = upload.rows.values("outcome").annotate(count=Count("pk"))
    counts = {row["outcome"]: row["count"] for row in said}
    for outcome, column in COUNTERS.items():
        setattr(upload, column, counts.get(outcome, 0))


def refuse(upload: AssetImport, words: str, *, now: datetime) -> None:
    """Keep the file and why it cannot be read, and nothing of what it says."""
    with transaction.atomic():
        if not _is_being_read(upload):
            return
        forget_rows(upload)
        upload.state, upload.progress, upload.read_at, upload.words = ImportState.REFUSED, 100, now, words
        upload.save()
        record_event(
            kind="asset-import.refused",
            organisation_id=upload.organisation_id,
            subject=upload,
            at=now,
            rule="asset-import",
            after={"words": words},
        )


def _is_being_read(upload: AssetImport) -> bool:
    """Lock the import; whether it is still to be read: somebody may have discarded it."""
    state = AssetImport.objects.select_for_update().get(pk=upload.pk).state
    return state in {ImportState.WAITING, ImportState.READING}
