"""Feeds are rung when they are due, once, and no more often than Piclo wants."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.piclo import pacing
from portal.piclo.models import Connection, FeedState, Trigger
from portal.piclo.pacing import default_interval, ensure_feeds, known_feeds, ring_due, shortest_interval
from portal.piclo.tasks import ring_due_feeds
from tests.factories.accounts import OrganisationFactory
from tests.factories.piclo import ConnectionFactory
from tests.piclo.fake import NOW

Rung = list[tuple[int, str, str]]


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Rung:
    """What was rung, instead of a broker."""
    heard: Rung = []
    monkeypatch.setattr(pacing, "ring", lambda *told: heard.append(told))
    return heard


@pytest.fixture
def feeds(connection: Connection) -> list[FeedState]:
    """All feeds, none of them due before NOW."""
    FeedState.objects.update(due_at=NOW + timedelta(hours=1))
    return list(FeedState.objects.order_by("pk"))


def make_due(state: FeedState, **changes: Any) -> None:
    FeedState.objects.filter(pk=state.pk).update(**{"due_at": NOW} | changes)


def test_every_connection_gets_a_rhythm_for_every_feed_once(db: None) -> None:
    real = ConnectionFactory.create(organisation=OrganisationFactory.create(environment="production"))
    practice = ConnectionFactory.create()
    ensure_feeds()
    ensure_feeds()
    paces = {(state.connection_id, state.feed): state.interval_s for state in FeedState.objects.all()}
    assert len(paces) == FeedState.objects.count() == 2 * len(known_feeds())
    for name, feed in known_feeds().items():
        assert paces[real.pk, name] == feed.production
        assert paces[practice.pk, name] == feed.experience


def test_opportunities_of_the_market_itself_are_read_once_an_hour_at_the_most() -> None:
    feed = known_feeds()["opportunities"]
    assert shortest_interval(feed, "production") == 3600
    assert default_interval(feed, "production") >= 3600
    assert shortest_interval(feed, "experience") == 1


@pytest.mark.parametrize("name", known_feeds())
def test_no_default_is_below_its_floor(name: str) -> None:
    feed = known_feeds()[name]
    assert default_interval(feed, "production") >= shortest_interval(feed, "production")


def test_a_due_feed_is_rung_once_and_others_are_not(
    feeds: list[FeedState], rung: Rung, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    make_due(feeds[0])
    with django_capture_on_commit_callbacks(execute=True):
        assert ring_due(NOW) == 1
        assert ring_due(NOW) == 0
    assert rung == [(feeds[0].connection_id, feeds[0].feed, "schedule")]


def test_nothing_is_rung_before_the_transaction_is_through(feeds: list[FeedState], rung: Rung) -> None:
    make_due(feeds[0])
    assert ring_due(NOW) == 1
    assert rung == []


@pytest.mark.parametrize(("interval_s", "seconds"), [(86_400, 60), (4, 4)])
def test_a_rung_feed_is_rung_again_if_nobody_came(
    feeds: list[FeedState], interval_s: int, seconds: int
) -> None:
    make_due(feeds[0], interval_s=interval_s)
    ring_due(NOW)
    feeds[0].refresh_from_db()
    assert timedelta(seconds=seconds) <= feeds[0].due_at - NOW <= timedelta(seconds=seconds * 1.05)


def test_a_person_who_asked_is_named_as_the_trigger_once(
    feeds: list[FeedState], rung: Rung, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    make_due(feeds[0], next_trigger=Trigger.PERSON)
    with django_capture_on_commit_callbacks(execute=True):
        ring_due(NOW)
        ring_due(NOW + timedelta(minutes=2))
    assert [trigger for _, _, trigger in rung] == ["person", "schedule"]


def test_a_feed_that_is_no_longer_known_is_not_rung(feeds: list[FeedState]) -> None:
    make_due(feeds[0], feed="weather")
    assert ring_due(NOW) == 0


def test_jitter_only_ever_waits_longer() -> None:
    hour = timedelta(hours=1)
    waits = [pacing.jittered(hour) for _ in range(200)]
    assert hour <= min(waits)
    assert max(waits) <= hour * 1.05
    assert len(set(waits)) > 100


def test_the_task_finds_new_connections_and_rings_their_feeds(
    db: None, rung: Rung, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    connection = ConnectionFactory.create()
    with django_capture_on_commit_callbacks(execute=True):
        ring_due_feeds()
    assert {(pk, feed) for pk, feed, _ in rung} == {(connection.pk, feed) for feed in known_feeds()}


def test_every_feed_names_a_task_that_exists() -> None:
    pacing.current_app.loader.import_default_modules()
    assert {feed.task for feed in known_feeds().values()} <= set(pacing.current_app.tasks)


@pytest.mark.django_db(transaction=True)
def test_a_feed_that_another_beat_holds_is_left_to_it(rung: Rung) -> None:
    ConnectionFactory.create()
    ensure_feeds()
    FeedState.objects.update(due_at=NOW)
    other = database.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT id FROM piclo_feedstate ORDER BY id LIMIT 2 FOR UPDATE")
            assert ring_due(NOW) == len(known_feeds()) - 2
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert ring_due(NOW) == 2
