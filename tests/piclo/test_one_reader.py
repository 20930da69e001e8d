"""Two workers never read the same feed at once."""

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection as database

from portal.piclo.client import PicloClient
from portal.piclo.feeds import Tally, run_feed
from portal.piclo.locks import held_lock
from portal.piclo.models import Connection, RunState, SyncRun
from portal.piclo.wire import Asset, Page
from tests.factories.piclo import ConnectionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
EMPTY: Page[Asset] = Page(items=[], refused=[])


def nothing_done(connection: Connection, page: Page[Asset], now: datetime) -> Tally:
    return Tally()


class SlowPiclo:
    """Gives its one page when it is told to."""

    def __init__(self) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()

    def pages(self, client: PicloClient) -> Iterator[Page[Asset]]:
        """One page, after a while."""
        self.asked.set()
        assert self.go_on.wait(10)
        yield EMPTY


def read(connection_id: int, feed: str, slow: SlowPiclo) -> SyncRun | None:
    return run_feed(
        connection_id=connection_id, feed=feed, trigger="schedule", pages=slow.pages, apply=nothing_done
    )


def in_thread(connection_id: int, slow: SlowPiclo) -> threading.Thread:
    def run() -> None:
        try:
            read(connection_id, "assets", slow)
        finally:
            database.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert slow.asked.wait(10)
    return thread


def test_a_second_reader_leaves_quietly_while_the_first_is_at_it() -> None:
    mine, other = ConnectionFactory.create(), ConnectionFactory.create()
    slow, quick = SlowPiclo(), SlowPiclo()
    quick.go_on.set()
    first = in_thread(mine.pk, slow)
    assert read(mine.pk, "assets", quick) is None
    assert not quick.asked.is_set()
    assert read(mine.pk, "dispatches", quick) is not None
    assert read(other.pk, "assets", quick) is not None
    slow.go_on.set()
    first.join(10)
    assert read(mine.pk, "assets", quick) is not None
    assert set(SyncRun.objects.values_list("state", flat=True)) == {RunState.DONE}
    assert SyncRun.objects.filter(connection=mine, feed="assets").count() == 2


def test_a_lock_is_let_go_when_its_holder_fails() -> None:
    with pytest.raises(ZeroDivisionError), held_lock("test"):
        raise ZeroDivisionError
    got: list[bool] = []

    def take() -> None:
        with held_lock("test") as held:
            got.append(held)
        database.close()

    thread = threading.Thread(target=take)
    thread.start()
    thread.join(10)
    assert got == [True]


def test_a_lock_dies_with_its_session() -> None:
    with held_lock("test") as held:
        assert held
        database.close()
    with held_lock("test") as held:
        assert held
