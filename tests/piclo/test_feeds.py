"""A reading of a feed: stored a page at a time, with an account of it that people can open."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import DataError
from django.db import connection as database

from portal.piclo.client import PicloClient
from portal.piclo.connect import recorder_for
from portal.piclo.connection_settings import ConnectionSettings
from portal.piclo.errors import Unavailable
from portal.piclo.feeds import WORKER_STOPPED, Tally, run_feed
from portal.piclo.models import Call, Connection, ConnectionState, FeedState, RefusedRecord, RunState, SyncRun
from portal.piclo.tokens import TokenCache
from portal.piclo.wire import Asset, Page
from tests.piclo.fake import NOW, FakePiclo, ok

ASSETS = [{"id": f"ast{number}", "ref": f"R{number}"} for number in range(1, 5)]
DOWN = Unavailable("Piclo failed (status 503)", may_have_arrived=True)


class Mirror:
    """Stores assets in memory, as an app's sync would in rows."""

    def __init__(self) -> None:
        self.rows: dict[str, str] = {}
        self.pages = 0

    def apply(self, connection: Connection, page: Page[Asset], now: object) -> Tally:
        """Create what is new."""
        self.pages += 1
        found = {item.value.id: item.value.ref for item in page.items}
        new = found.keys() - self.rows.keys()
        self.rows |= found
        return Tally(created=len(new), unchanged=len(found) - len(new))


def read_assets(connection: Connection, piclo: FakePiclo, mirror: Mirror, **changes: Any) -> SyncRun | None:
    def open_client(connection: Connection, run_id: int) -> PicloClient:
        settings = ConnectionSettings("https://piclo.test", "client", "key", page_size=2, attempts=1)
        return PicloClient(
            settings,
            transport=httpx.MockTransport(piclo.answer),
            recorder=recorder_for(connection),
            run_id=run_id,
            tokens=TokenCache(),
        )

    values: dict[str, Any] = {
        "connection_id": connection.pk,
        "feed": "assets",
        "trigger": "schedule",
        "pages": lambda client: client.list_assets(),
        "apply": mirror.apply,
        "open_client": open_client,
        "now": lambda: NOW,
    }
    return run_feed(**values | changes)


def test_a_run_counts_what_it_saw_and_did(connection: Connection) -> None:
    mirror = Mirror()
    mirror.rows = {"ast1": "R1"}
    piclo = FakePiclo(ok([*ASSETS, {"id": "ast9"}]))
    run = read_assets(connection, piclo, mirror, finish=lambda *_: Tally(gone=3))
    assert run == SyncRun.objects.get()
    run.refresh_from_db()
    assert (run.state, run.trigger, run.error) == (RunState.DONE, "schedule", "")
    assert (run.seen, run.created, run.changed, run.unchanged, run.gone, run.refused) == (5, 3, 0, 1, 3, 1)
    assert (run.started_at, run.ended_at) == (NOW, NOW)
    assert mirror.pages == 3


def test_refused_records_are_kept_whole_with_their_reason(connection: Connection) -> None:
    read_assets(connection, FakePiclo(ok([{"id": "ast9", "colour": "red"}])), Mirror())
    record = RefusedRecord.objects.get()
    assert (record.ref, record.reason, record.raw) == (
        "ast9",
        "ref: is missing",
        {"id": "ast9", "colour": "red"},
    )


def test_calls_of_a_run_are_kept_under_it(connection: Connection) -> None:
    run = read_assets(connection, FakePiclo(ok(ASSETS)), Mirror())
    calls = Call.objects.order_by("pk")
    assert [(call.endpoint, call.status, call.outcome) for call in calls] == [
        ("sign_in", 200, "ok"),
        ("list_assets", 200, "ok"),
    ]
    assert {(call.run, call.connection) for call in calls} == {(run, connection)}


def test_pages_before_a_failure_stay_and_the_run_says_why_it_ended(connection: Connection) -> None:
    mirror = Mirror()
    piclo = FakePiclo(ok({"results": ASSETS[:2], "next": "?page=2"}), httpx.Response(503))
    run = read_assets(connection, piclo, mirror)
    assert run is not None
    assert (run.state, run.error) == (RunState.FAILED, "Piclo failed (status 503)")
    assert (run.seen, run.created) == (2, 2)
    assert set(mirror.rows) == {"ast1", "ast2"}


def test_a_failed_run_marks_nothing_as_gone(connection: Connection) -> None:
    def finish(*_: object) -> Tally:
        raise AssertionError("not all was seen")

    assert read_assets(connection, FakePiclo(httpx.Response(503)), Mirror(), finish=finish) is not None


def test_a_page_that_cannot_be_stored_leaves_nothing_of_itself(connection: Connection) -> None:
    def apply(connection: Connection, page: Page[Asset], now: object) -> Tally:
        Connection.objects.filter(pk=connection.pk).update(provider_id=page.items[-1].value.id)
        if page.items[-1].value.id == "ast4":
            raise KeyError("no such column")
        return Tally(changed=1)

    with pytest.raises(KeyError):
        read_assets(connection, FakePiclo(ok([*ASSETS, {"id": "ast9"}])), Mirror(), apply=apply)
    run = SyncRun.objects.get()
    assert run.state == RunState.FAILED
    assert run.error == "A fault of the portal: KeyError: 'no such column'"
    assert (run.seen, run.changed) == (2, 1)
    assert Connection.objects.get(pk=connection.pk).provider_id == "ast2"


def test_a_value_that_no_column_can_hold_costs_its_record_and_not_its_page(connection: Connection) -> None:
    kept: list[str] = []

    def apply(connection: Connection, page: Page[Asset], now: object) -> Tally:
        with database.cursor() as cursor:
            for item in page.items:
                cursor.execute(
                    "SELECT %s::varchar::int4", ["99999999999" if item.value.id == "ast2" else "1"]
                )
        kept.extend(item.value.id for item in page.items)
        return Tally(created=len(page.items))

    run = read_assets(connection, FakePiclo(ok(ASSETS)), Mirror(), apply=apply)
    assert run is not None
    assert (run.state, run.seen, run.created, run.refused) == (RunState.DONE, 4, 3, 1)
    assert kept == ["ast1", "ast3", "ast4"]
    refused = RefusedRecord.objects.get()
    assert refused.ref == "ast2"
    assert refused.reason.startswith("cannot be kept: ")


def test_a_fault_of_the_database_that_no_record_explains_is_not_hidden(connection: Connection) -> None:
    def finish(*_: object) -> Tally:
        raise DataError("numbers went wrong")

    with pytest.raises(DataError):
        read_assets(connection, FakePiclo(ok(ASSETS)), Mirror(), finish=finish)
    assert SyncRun.objects.get().state == RunState.FAILED


def test_a_run_that_a_killed_worker_left_is_closed_by_the_next(connection: Connection) -> None:
    left = SyncRun.objects.create(
        connection=connection, feed="assets", trigger="schedule", started_at=NOW - timedelta(hours=1)
    )
    elsewhere = SyncRun.objects.create(
        connection=connection, feed="dispatches", trigger="schedule", started_at=NOW
    )
    read_assets(connection, FakePiclo(ok([])), Mirror())
    left.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (left.state, left.error, left.ended_at) == (RunState.FAILED, WORKER_STOPPED, NOW)
    assert elsewhere.state == RunState.RUNNING


def test_a_connection_that_is_no_more_is_left_in_peace(connection: Connection) -> None:
    assert (
        run_feed(
            connection_id=connection.pk + 1,
            feed="assets",
            trigger="schedule",
            pages=never,
            apply=Mirror().apply,
        )
        is None
    )
    assert not SyncRun.objects.exists()


def never(client: PicloClient) -> Iterator[Page[Asset]]:
    raise AssertionError("must not be asked")


# Whether Piclo is heard


def test_a_good_run_says_that_piclo_is_heard_and_when_the_feed_is_due_next(
    connection: Connection, assets_feed: FeedState
) -> None:
    FeedState.objects.filter(pk=assets_feed.pk).update(failures=4)
    read_assets(connection, FakePiclo(ok(ASSETS)), Mirror())
    connection.refresh_from_db()
    assets_feed.refresh_from_db()
    assert (connection.state, connection.last_word, connection.heard_at) == (ConnectionState.WORKING, "", NOW)
    assert assets_feed.failures == 0
    assert assets_feed.interval <= assets_feed.due_at - NOW <= assets_feed.interval * 1.05


def test_the_connection_is_written_again_only_when_there_is_news(connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(state=ConnectionState.WORKING, heard_at=NOW)
    for seconds, heard_at in [(9, NOW), (10, NOW + timedelta(seconds=10))]:
        later = NOW + timedelta(seconds=seconds)
        read_assets(connection, FakePiclo(ok([])), Mirror(), now=lambda later=later: later)
        connection.refresh_from_db()
        assert connection.heard_at == heard_at


@pytest.mark.parametrize(
    ("answer", "state", "word"),
    [
        (httpx.Response(503), ConnectionState.FAILING, "Piclo failed (status 503)"),
        (httpx.ConnectError("down"), ConnectionState.FAILING, "Piclo cannot be reached (ConnectError)"),
        (httpx.Response(401, json={"detail": "No."}), ConnectionState.REFUSED, "No."),
        (httpx.Response(200, text="?"), ConnectionState.UNTRIED, ""),
        (httpx.Response(403, json={"detail": "Not you."}), ConnectionState.UNTRIED, ""),
    ],
)
def test_a_broken_line_is_the_connections_trouble_and_one_odd_answer_is_not(
    connection: Connection, answer: httpx.Response | Exception, state: str, word: str
) -> None:
    run = read_assets(connection, FakePiclo(answer), Mirror())
    connection.refresh_from_db()
    assert (connection.state, connection.last_word) == (state, word)
    assert run is not None
    assert run.state == RunState.FAILED
    assert run.error


@pytest.mark.parametrize(("failures", "seconds"), [(0, 20), (1, 40), (3, 160), (4, 300), (500, 300)])
def test_a_failing_feed_is_read_less_and_less_often(
    connection: Connection, assets_feed: FeedState, failures: int, seconds: int
) -> None:
    FeedState.objects.filter(pk=assets_feed.pk).update(failures=failures)
    read_assets(connection, FakePiclo(httpx.Response(503)), Mirror())
    assets_feed.refresh_from_db()
    assert assets_feed.due_at == NOW + timedelta(seconds=seconds)
    assert assets_feed.failures == failures + 1


def test_a_feed_waits_as_long_as_piclo_asks(connection: Connection, assets_feed: FeedState) -> None:
    answer = httpx.Response(429, headers={"Retry-After": "900"})
    read_assets(connection, FakePiclo(answer), Mirror())
    assets_feed.refresh_from_db()
    assert assets_feed.due_at == NOW + timedelta(seconds=900)


def test_a_slow_feed_is_not_asked_earlier_because_it_failed(
    connection: Connection, assets_feed: FeedState
) -> None:
    FeedState.objects.filter(pk=assets_feed.pk).update(interval_s=3600, failures=2)
    read_assets(connection, FakePiclo(httpx.Response(503)), Mirror())
    assets_feed.refresh_from_db()
    assert assets_feed.due_at == NOW + timedelta(seconds=3600)


def test_tallies_add_up() -> None:
    assert Tally(1, 2, 3, 4, 5) + Tally(10, 20, 30, 40, 50) == Tally(11, 22, 33, 44, 55)
