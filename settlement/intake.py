"""Meter data files -> readings, a whole file at a time, in the order in which they were uploaded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.db import transaction
from django.utils import timezone

from portal.audit.services import record_event
from portal.core.bulk import upsert_changed
from portal.core.periods import HALF_HOUR
from portal.piclo.locks import held_lock
from settlement.models import Delivery, FileState, Meter, MeterFile, MeterFileFault, MeterReading
from settlement.rules.points import rivals_of
from settlement.rules.readings import Understanding, heading_fault, understand
from settlement.rules.tables import Unreadable, decode, read_rows
from settlement.selectors import metered_assets_of, meters_with_readings

BATCH = 20_000
ATTEMPTS = 3
# How far ahead of a reading a baseline may still look back to it.
REACH = timedelta(days=62)


@dataclass
class Stored:
    """How the readings of a file stand to what was there."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


def read_waiting(organisation_id: int) -> int:
    """Read an organisation's waiting files, the oldest first; returns how many. One reader at a time.

    A reader that dies lets go of its lock, and the next one begins its file again.
    """
    done = 0
    with held_lock(f"meter-files-{organisation_id}") as held:
        while held and (file := MeterFile.objects.filter(organisation_id=organisation_id).to_read().first()):
            read(file, now=timezone.now())
            done += 1
    return done


def read(file: MeterFile, *, now: datetime) -> None:
    """Read one file: all of its readings are stored, or none and every fault is told."""
    if file.attempts >= ATTEMPTS:
        refuse(file, _fault(1, "Reading this file broke off three times. Send it in smaller parts."), now=now)
        return
    file.state, file.progress, file.attempts = FileState.READING, 0, file.attempts + 1
    file.save(update_fields=["state", "progress", "attempts", "modified_at"])
    try:
        result = understand_file(file, now=now)
    except Unreadable as error:
        result = _fault(error.line, str(error))
    if result.fault_count:
        refuse(file, result, now=now)
    else:
        store(file, result, now=now)


def _fault(line: int, words: str) -> Understanding:
    result = Understanding()
    result.blame(line, words)
    return result


def understand_file(file: MeterFile, *, now: datetime) -> Understanding:
    """What the file says by its convention and this organisation's meters. Raises Unreadable."""
    try:
        with file.content.open("rb") as content:
            text = decode(content.read())
    except FileNotFoundError as error:
        raise Unreadable("The stored file is gone. Upload it again.") from error
    heading, rows = read_rows(text)
    if words := heading_fault(heading, file.convention):
        raise Unreadable(words)
    assets = metered_assets_of(file.organisation_id)
    rivals = rivals_of(assets)
    result = understand(
        rows,
        convention=file.convention,
        known={ident: ident for ident in rivals},
        now=now,
        progress=partial(_tell_progress, file.pk, text.count("\n") or 1),
    )
    if not result.rows:
        raise Unreadable("The file has a heading but no readings.")
    blame_doubles(result, rivals, meters_with_readings(file.organisation_id, set().union(*rivals.values())))
    return result


def blame_doubles(result: Understanding, rivals: dict[str, frozenset[str]], held: set[str]) -> None:
    """An asset's energy comes by MPAN or by reference; both would count it twice."""
    for meter, line in result.meters.items():
        for rival in sorted(rivals[meter] & (held | result.meters.keys())):
            result.blame(
                line,
                f"{meter} and {rival} are the same asset: its readings would count twice. Keep to one of them.",
            )


def _tell_progress(file_id: int, lines: int, line: int) -> None:
    MeterFile.objects.filter(pk=file_id).update(progress=min(95, line * 95 // lines))


def store(file: MeterFile, result: Understanding, *, now: datetime) -> None:
    """Write what is new or differs, in one transaction, and have the deliveries concerned looked at again."""
    with transaction.atomic():
        if _is_over(file):
            return
        stored = write_readings(file, result)
        starts = [reading.start for reading in result.readings]
        file.first_at, file.last_at = min(starts), max(starts) + HALF_HOUR
        file.state, file.read_at, file.progress = FileState.READ, now, 100
        file.rows_read, file.meters = result.rows, len(result.meters)
        file.rows_new, file.rows_changed, file.rows_unchanged = stored.new, stored.changed, stored.unchanged
        file.save()
        if not file.changed_nothing:
            look_again(file)
        record_event(
            kind="meter-file.read",
            organisation_id=file.organisation_id,
            subject=file,
            at=now,
            rule="meter-data",
            after={"new": stored.new, "changed": stored.changed, "unchanged": stored.unchanged},
        )


def _is_over(file: MeterFile) -> bool:
    """Lock the file; whether somebody else ended its reading meanwhile."""
    return MeterFile.objects.select_for_update().get(pk=file.pk).is_over


def write_readings(file: MeterFile, result: Understanding) -> Stored:
    """COPY the readings in batches; rows that are equal are not touched."""
    ids = meter_ids(file.organisation_id, list(result.meters))
    rows = iter(sorted(result.readings))
    stored = Stored()
    while batch := list(islice(rows, BATCH)):
        written = upsert_changed(
            MeterReading,
            [{"meter_id": ids[row.meter], "start_at": row.start, "kwh": row.kwh} for row in batch],
            key=["meter_id", "start_at"],
            touch={"file_id": file.pk},
        )
        stored.new += len(written.created)
        stored.changed += len(written.changed)
        stored.unchanged += written.unchanged
    return stored


def meter_ids(organisation_id: int, idents: list[str]) -> dict[str, int]:
    """Meters by ident, made where they are new."""
    Meter.objects.bulk_create(
        [Meter(organisation_id=organisation_id, ident=ident) for ident in idents], ignore_conflicts=True
    )
    meters = Meter.objects.filter(organisation_id=organisation_id, ident__in=idents)
    return dict(meters.values_list("ident", "pk"))


def look_again(file: MeterFile) -> None:
    """Ask for a look at every delivery that these readings, or a baseline from them, may concern.

    The update waits for a report in the making to end, so that none is made of half the data and left at that.
    """
    if file.first_at is None or file.last_at is None:
        return
    Delivery.objects.filter(
        organisation_id=file.organisation_id,
        instruction__end_at__gt=file.first_at,
        instruction__start_at__lt=file.last_at + REACH,
    ).update(checked_at=None)


def refuse(file: MeterFile, result: Understanding, *, now: datetime) -> None:
    """Store nothing of the file but its faults."""
    with transaction.atomic():
        if _is_over(file):
            return
        file.state, file.read_at, file.progress = FileState.REFUSED, now, 100
        file.rows_read, file.fault_count = result.rows, result.fault_count
        file.save()
        MeterFileFault.objects.bulk_create(
            [MeterFileFault(file=file, line=line, words=words) for line, words in result.faults],
            batch_size=500,
        )
        record_event(
            kind="meter-file.refused",
            organisation_id=file.organisation_id,
            subject=file,
            at=now,
            rule="meter-data",
            after={"faults": result.fault_count, "first": result.faults[0].words},
        )
