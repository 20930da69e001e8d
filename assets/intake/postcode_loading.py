"""Postcode tables -> positions: copied beside the standing table, then brought into it in one transaction."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.db import connection, transaction
from django.utils import timezone

from assets.intake.postcode_files import NotATable, opened
from assets.intake.postcode_swap import STAGE, Moved, swap
from assets.models import PostcodePosition, PostcodeTable, TableState
from assets.rules.postcode_rows import Layout, Understood, understand
from portal.audit.services import record_event
from portal.piclo.locks import held_lock

LOCK = "postcode-table"
BATCH = 10_000
ATTEMPTS = 3
# A table with more rows that make no sense than one in so many is something else.
ONE_IN = 20
# Reading is most of the work; the rest is the swap.
READING_PERCENT = 90


def load_waiting() -> int:
    """Load the tables that wait, one at a time; returns how many. One loader at a time.

    A loader that dies lets go of its lock, and the next one begins its table again: the standing table is untouched.
    """
    done = 0
    with held_lock(LOCK) as held:
        while held and (table := PostcodeTable.objects.to_load().first()):
            load_uploaded(table)
            done += 1
    return done


def load_uploaded(table: PostcodeTable) -> None:
    """Load a table from what was uploaded, which is kept no longer than that."""
    if not table.content:
        refuse(table, "The command that loaded it broke off. Run it again.", now=timezone.now())
        return
    if table.attempts >= ATTEMPTS:
        refuse(table, "Loading it broke off three times. Try the command load_postcodes.", now=timezone.now())
    else:
        try:
            with table.content.open("rb") as content:
                load(table, content)
        except FileNotFoundError:
            refuse(table, "The stored file is gone. Upload it again.", now=timezone.now())
    table.content.delete(save=True)


def load(table: PostcodeTable, content: IO[bytes]) -> None:
    """Load one table: all of it becomes the portal's table, or nothing changes and the row says why."""
    table.state, table.attempts, table.progress = TableState.LOADING, table.attempts + 1, 0
    table.rows_read = table.rows_unplaced = table.rows_unreadable = 0
    table.save()
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {STAGE}")
            cursor.execute(
                f"CREATE UNLOGGED TABLE {STAGE} (postcode varchar(8), longitude float8, latitude float8)"
            )
        _read(table, content)
        finish(table, now=timezone.now())
    except NotATable as error:
        refuse(table, str(error), now=timezone.now())
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {STAGE}")


def _read(table: PostcodeTable, content: IO[bytes]) -> None:
    """Copy every row that has a place into the stage."""
    seen, staged, faults = [0], 0, list[str]()
    with opened(content, seen) as (size, parts):
        for part in parts:
            table.kind = part.layout.kind
            for found, rows in _batches(part.layout, part.rows):
                _stage(found)
                staged += len(found.postcodes)
                faults += found.faults
                table.rows_read += rows
                table.rows_unplaced += found.unplaced
                table.rows_unreadable += found.unreadable
                _tell_progress(table, READING_PERCENT * seen[0] // max(size, 1))
    if table.rows_unreadable * ONE_IN > table.rows_read:
        raise NotATable(
            f"{table.rows_unreadable:,} of {table.rows_read:,} rows make no sense. The first: {faults[0]}"
        )
    if not staged:
        raise NotATable("No row of the file says where a postcode is.")


def _batches(layout: Layout, rows: Iterator[Sequence[str]]) -> Iterator[tuple[Understood, int]]:
    while batch := list(islice(rows, BATCH)):
        filled = [row for row in batch if row]
        yield understand(layout, filled), len(filled)


def _stage(found: Understood) -> None:
    """COPY in its own text: postcodes have a checked shape, so that nothing in them needs to be escaped."""
    places: Any = zip(found.postcodes, found.longitudes.tolist(), found.latitudes.tolist(), strict=True)
    lines = "".join([f"{postcode}\t{x:.6f}\t{y:.6f}\n" for postcode, x, y in places])
    with connection.cursor() as cursor, cursor.copy(f"COPY {STAGE} FROM STDIN") as copy:
        copy.write(lines)


def _tell_progress(table: PostcodeTable, percent: int) -> None:
    table.progress = min(percent, READING_PERCENT)
    PostcodeTable.objects.filter(pk=table.pk).update(progress=table.progress, rows_read=table.rows_read)


def finish(table: PostcodeTable, *, now: datetime) -> None:
    """Bring the stage into the standing table, have assets that moved with it judged again, and say so."""
    with transaction.atomic():
        moved = swap(keeps_others=table.keeps_others, now=now)
        if moved.shrinks:
            raise NotATable(
                f"The file places {moved.staged:,} postcodes, fewer than half of the table that stands. "
                "For a part of the country, choose to keep the postcodes that it does not name."
            )
        table.state, table.progress, table.finished_at, table.words = TableState.LOADED, 100, now, ""
        table.postcodes = PostcodePosition.objects.count()
        table.postcodes_moved, table.assets_moved = moved.postcodes, sum(moved.assets.values())
        table.save()
        _record(table, moved, now)


def _record(table: PostcodeTable, moved: Moved, now: datetime) -> None:
    """One event for operators, and one for each organisation whose assets it concerns."""
    figures = {"postcodes": table.postcodes, "moved": moved.postcodes, "assets": table.assets_moved}
    for organisation_id, after in [(None, figures), *((pk, {"assets": n}) for pk, n in moved.assets.items())]:
        record_event(
            kind="postcode-table.loaded",
            organisation_id=organisation_id,
            actor_id=None if organisation_id else table.asked_by_id,
            subject=table,
            at=now,
            rule="load_postcodes",
            after=after,
        )


def refuse(table: PostcodeTable, words: str, *, now: datetime) -> None:
    """Leave the standing table as it is, and say why."""
    with transaction.atomic():
        table.state, table.words, table.finished_at = TableState.REFUSED, words, now
        table.save()
        record_event(
            kind="postcode-table.refused",
            organisation_id=None,
            actor_id=table.asked_by_id,
            subject=table,
            at=now,
            rule="load_postcodes",
            after={"words": words},
        )
