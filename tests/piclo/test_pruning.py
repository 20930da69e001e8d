"""Calls and runs are forgotten when they are old, sooner where nothing happened."""

from datetime import timedelta
from typing import Any

import pytest

from portal.piclo import pruning
from portal.piclo.models import Call, Connection, RefusedRecord, SyncRun
from portal.piclo.pruning import prune_calls, prune_runs
from portal.piclo.tasks import prune
from tests.piclo.fake import NOW


def make_run(connection: Connection, days: float, **changes: Any) -> SyncRun:
    at = NOW - timedelta(days=days)
    values = {"state": "done", "started_at": at, "ended_at": at} | changes
    return SyncRun.objects.create(connection=connection, feed="assets", trigger="schedule", **values)


def make_call(connection: Connection, days: float, run: SyncRun | None = None) -> Call:
    return Call.objects.create(
        connection=connection,
        run=run,
        endpoint="list_assets",
        method="GET",
        path="/assets/v1/",
        status=200,
        outcome="ok",
        duration_ms=5,
        at=NOW - timedelta(days=days),
    )


def test_calls_are_kept_a_week(connection: Connection) -> None:
    make_call(connection, 7.1)
    kept = make_call(connection, 6.9)
    assert prune_calls(NOW) == 1
    assert list(Call.objects.all()) == [kept]


@pytest.mark.parametrize(
    ("days", "changes", "kept"),
    [
        (1.9, {}, True),
        (2.1, {}, False),
        (2.1, {"seen": 500, "unchanged": 500, "refused": 1}, False),
        (2.1, {"created": 1}, True),
        (2.1, {"changed": 1}, True),
        (2.1, {"gone": 1}, True),
        (2.1, {"state": "failed", "error": "down"}, True),
        (900, {"state": "running", "ended_at": None}, True),
        (399, {"created": 1}, True),
        (401, {"created": 1}, False),
        (401, {"state": "failed", "error": "down"}, False),
    ],
)
def test_runs_are_kept_as_long_as_they_tell_something(
    connection: Connection, days: float, changes: dict[str, Any], kept: bool
) -> None:
    make_run(connection, days, **changes)
    assert prune_runs(NOW) == (0 if kept else 1)
    assert SyncRun.objects.exists() is kept


def test_what_hangs_on_a_run_goes_with_it(connection: Connection) -> None:
    run = make_run(connection, 3)
    make_call(connection, 3, run)
    RefusedRecord.objects.create(run=run, ref="ast1", reason="no name", raw={})
    prune_runs(NOW)
    assert not Call.objects.exists()
    assert not RefusedRecord.objects.exists()


def test_many_are_forgotten_a_few_at_a_time(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    for _ in range(5):
        make_call(connection, 8)
    assert prune_calls(NOW) == 5


def test_the_task_forgets_both(connection: Connection) -> None:
    make_call(connection, 400)
    make_run(connection, 400)
    prune()
    assert not Call.objects.exists()
    assert not SyncRun.objects.exists()
