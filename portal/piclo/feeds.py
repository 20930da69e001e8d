"""The sync framework: one reading of one feed, from Piclo's pages to rows, with an account of it for people.

A feed's task calls `run_feed` with how to ask (`pages`) and how to store (`apply`, one transaction a page).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TypeVar

from django.db import DataError, transaction
from django.utils import timezone

from portal.piclo.client import PicloClient
from portal.piclo.connect import client_for
from portal.piclo.errors import PicloError
from portal.piclo.hearing import heard, not_heard
from portal.piclo.locks import held_lock
from portal.piclo.models import Connection, RefusedRecord, RunState, SyncRun
from portal.piclo.wire import Page, Received, Refusal
from portal.piclo.wire.reading import name_of

T = TypeVar("T")

WORKER_STOPPED = "The worker stopped in the middle of this run."


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows were what. `refused` are records that `apply` itself could not take."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    refused: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Tally)))


def run_feed(
    *,
    connection_id: int,
    feed: str,
    trigger: str,
    pages: Callable[[PicloClient], Iterator[Page[T]]],
    apply: Callable[[Connection, Page[T], datetime], Tally],
    finish: Callable[[Connection, datetime], Tally] | None = None,
    begin: Callable[[SyncRun], None] | None = None,
    since: datetime | None = None,
    open_client: Callable[..., PicloClient] = client_for,
    now: Callable[[], datetime] = timezone.now,
) -> SyncRun | None:
    """Read `feed` over a connection and store it; the run, or None where another reader is at it already.

    `apply` sees a page's refused records too, and is asked again record by record where a column cannot hold a value.
    `begin` is told the run before its first page. `since` says from when changes are asked for, None that all is read.
    `finish` is called once all pages are stored, in its own transaction: the place to mark what Piclo no longer gives.
    What Piclo does wrong ends the run as failed and is not raised. A fault of ours is written on the run and raised.
    """
    with held_lock(f"piclo.feed.{connection_id}.{feed}") as alone:
        connection = Connection.objects.filter(pk=connection_id).first()
        if not alone or connection is None:
            return None
        _close_abandoned(connection, feed, now())
        run = SyncRun.objects.create(
            connection=connection, feed=feed, trigger=trigger, started_at=now(), changed_since=since
        )
        if begin:
            begin(run)
        try:
            for page in pages(open_client(connection, run_id=run.pk)):
                _store(run, page, apply, now())
            if finish:
                _close_off(run, finish, now())
        except PicloError as error:
            _end(run, RunState.FAILED, now(), error.words)
            not_heard(connection, feed, error, now())
        except Exception as error:
            _end(run, RunState.FAILED, now(), f"A fault of the portal: {type(error).__name__}: {error}")
            raise
        else:
            _end(run, RunState.DONE, now())
            heard(connection, feed, run.started_at, now())
        return run


Apply = Callable[[Connection, Page[T], datetime], Tally]


def _store(run: SyncRun, page: Page[T], apply: Apply[T], now: datetime) -> None:
    """One page, its refused records and its counts, or nothing of it."""
    try:
        _store_whole(run, page, apply, now)
    except DataError:
        # A value that a column cannot hold: find it, so that it costs one record and not its page.
        run.refresh_from_db()
        for item in page.items:
            _store_one(run, item, apply, now)
        _store_whole(run, Page(items=[], refused=page.refused), apply, now)


@transaction.atomic
def _store_whole(run: SyncRun, page: Page[T], apply: Apply[T], now: datetime) -> None:
    tally = apply(run.connection, page, now)
    RefusedRecord.objects.bulk_create(
        RefusedRecord(run=run, ref=refusal.ref, reason=refusal.reason, raw=refusal.raw)
        for refusal in page.refused
    )
    run.seen += len(page.items) + len(page.refused)
    _count(run, tally + Tally(refused=len(page.refused)))


def _store_one(run: SyncRun, item: Received[T], apply: Apply[T], now: datetime) -> None:
    """One record; it is refused in the database's words where no column can hold it."""
    try:
        _store_whole(run, Page(items=[item], refused=[]), apply, now)
    except DataError as error:
        run.refresh_from_db()
        refusal = Refusal(name_of(item.raw, 1), f"cannot be kept: {str(error).splitlines()[0]}", item.raw)
        _store_whole(run, Page(items=[], refused=[refusal]), apply, now)


@transaction.atomic
def _close_off(run: SyncRun, finish: Callable[[Connection, datetime], Tally], now: datetime) -> None:
    _count(run, finish(run.connection, now))


def _count(run: SyncRun, tally: Tally) -> None:
    names = [field.name for field in fields(Tally)]
    for name in names:
        setattr(run, name, getattr(run, name) + getattr(tally, name))
    run.save(update_fields=["seen", *names])


def _end(run: SyncRun, state: RunState, now: datetime, error: str = "") -> None:
    run.state, run.ended_at, run.error = state, now, error
    run.save(update_fields=["state", "ended_at", "error"])


def _close_abandoned(connection: Connection, feed: str, now: datetime) -> None:
    """Runs that a killed worker left behind: whoever holds the lock knows that nobody else is running."""
    left = SyncRun.objects.filter(connection=connection, feed=feed, state=RunState.RUNNING)
    left.update(state=RunState.FAILED, ended_at=now, error=WORKER_STOPPED)
