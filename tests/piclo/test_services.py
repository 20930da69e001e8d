"""What people do with a connection: saved only after a test, with an event, and secrets kept to themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.accounts.models import Membership
from portal.audit.models import Event
from portal.piclo.connection_settings import ConnectionSettings
from portal.piclo.models import Connection, ConnectionState, FeedState, SyncRun
from portal.piclo.pacing import ensure_feeds, known_feeds
from portal.piclo.probing import Verdict
from portal.piclo.services import (
    ConnectionChanged,
    ConnectionValues,
    IntervalTooShort,
    ReadTooSoon,
    WouldBreakWorkingConnection,
    change_interval,
    run_feed_now,
    save_connection,
    try_connection,
)
from portal.piclo.services import connections as connections_room
from portal.piclo.services import feeds as feeds_room
from tests.factories.piclo import ConnectionFactory
from tests.piclo.fake import NOW

WORKS = Verdict(ConnectionState.WORKING)
FAILS = Verdict(ConnectionState.REFUSED, "Piclo does not accept the client id and key. No.")
VALUES = ConnectionValues("https://new.test", "prov002", "new-client", "new-key", "new-secret")


class Trial:
    """Stands for Piclo when values are tried."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.tried: list[ConnectionSettings] = []

    def __call__(self, settings: ConnectionSettings) -> Verdict:
        self.tried.append(settings)
        return self.verdict


def save(owner: Membership, verdict: Verdict = WORKS, **changes: Any) -> Connection:
    return save_connection(**{"values": VALUES, "by": owner, "now": NOW, "try_out": Trial(verdict)} | changes)


@pytest.fixture
def standing(owner: Membership) -> Connection:
    """A connection of the owner's organisation that works."""
    return ConnectionFactory.create(
        organisation=owner.organisation, state=ConnectionState.WORKING, webhook_secret="old-secret"
    )


def test_a_first_connection_is_tested_and_kept_and_everything_is_read(
    owner: Membership,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rung: list[bool] = []
    monkeypatch.setattr(connections_room.ring_due_feeds, "apply_async", lambda **_: rung.append(True))
    trial = Trial(WORKS)
    with django_capture_on_commit_callbacks(execute=True):
        saved = save(owner, try_out=trial)
    assert trial.tried == [ConnectionSettings("https://new.test", "new-client", "new-key", "prov002")]
    kept = Connection.objects.get(organisation=owner.organisation)
    assert kept == saved
    assert (kept.state, kept.heard_at, kept.api_key, kept.version) == ("working", NOW, "new-key", 1)
    assert set(FeedState.objects.filter(connection=kept, due_at=NOW).values_list("feed", flat=True)) == set(
        known_feeds()
    )
    assert rung == [True]


def test_a_first_connection_that_does_not_work_is_kept_with_piclos_words(owner: Membership) -> None:
    saved = save(owner, FAILS)
    assert (saved.state, saved.last_word, saved.heard_at) == ("refused", FAILS.words, None)


def test_a_working_connection_is_not_replaced_by_one_that_does_not_work(
    owner: Membership, standing: Connection
) -> None:
    with pytest.raises(WouldBreakWorkingConnection, match="does not accept"):
        save(owner, FAILS)
    standing.refresh_from_db()
    assert (standing.base_url, standing.api_key, standing.state) == ("https://piclo.test", "key", "working")
    assert not Event.objects.exists()


def test_a_working_connection_is_replaced_knowingly(owner: Membership, standing: Connection) -> None:
    save(owner, FAILS, knowingly=True)
    standing.refresh_from_db()
    assert (standing.base_url, standing.state) == ("https://new.test", "refused")


def test_a_failing_connection_may_be_replaced_by_another_that_fails(
    owner: Membership, standing: Connection
) -> None:
    Connection.objects.update(state=ConnectionState.FAILING)
    assert save(owner, FAILS).base_url == "https://new.test"


def test_secrets_left_empty_stay_and_are_tried(owner: Membership, standing: Connection) -> None:
    trial = Trial(WORKS)
    save(owner, values=ConnectionValues("https://new.test", "prov002", "new-client"), try_out=trial)
    standing.refresh_from_db()
    assert (standing.api_key, standing.webhook_secret) == ("key", "old-secret")
    assert trial.tried[0].api_key == "key"


def test_somebody_elses_save_in_between_is_noticed(owner: Membership, standing: Connection) -> None:
    save(owner, version=standing.version)
    with pytest.raises(ConnectionChanged):
        save(owner, version=standing.version)


def test_saving_leaves_an_event_without_a_secret(owner: Membership, standing: Connection) -> None:
    save(owner)
    event = Event.objects.get(kind="connection.saved")
    assert (event.organisation_id, event.actor_id, event.at) == (owner.organisation_id, owner.user_id, NOW)
    assert event.before["base_url"] == "https://piclo.test"
    assert event.after["base_url"] == "https://new.test"
    assert event.after["secrets_changed"] == ["api_key", "webhook_secret"]
    told = repr([event.before, event.after])
    assert not any(secret in told for secret in ("new-key", "new-secret", "old-secret"))


def test_secrets_are_ciphertext_in_the_database(owner: Membership) -> None:
    saved = save(owner)
    with database.cursor() as cursor:
        cursor.execute("SELECT api_key, webhook_secret FROM piclo_connection WHERE id = %s", [saved.pk])
        key, secret = cursor.fetchone()
    assert "new-key" not in key
    assert "new-secret" not in secret


def test_a_new_organisation_does_not_touch_anothers_connection(
    owner: Membership, stranger: Membership
) -> None:
    theirs = ConnectionFactory.create(organisation=stranger.organisation)
    save(owner)
    theirs.refresh_from_db()
    assert theirs.base_url == "https://piclo.test"


@pytest.mark.parametrize(("verdict", "heard_at"), [(WORKS, NOW), (FAILS, None)])
def test_trying_a_connection_notes_what_came_of_it(
    owner: Membership, standing: Connection, verdict: Verdict, heard_at: object
) -> None:
    assert try_connection(connection=standing, by=owner, now=NOW, try_out=Trial(verdict)) == verdict
    standing.refresh_from_db()
    assert (standing.state, standing.last_word, standing.heard_at) == (verdict.state, verdict.words, heard_at)
    event = Event.objects.get(kind="connection.tested")
    assert event.after == {"state": verdict.state, "last_word": verdict.words}


# Feeds


@pytest.fixture
def feed(standing: Connection) -> FeedState:
    ensure_feeds()
    return FeedState.objects.get(connection=standing, feed="opportunities")


def on_the_market_itself(feed: FeedState) -> None:
    organisation = feed.connection.organisation
    organisation.environment = "production"
    organisation.save()


def test_a_person_has_a_feed_read_now(
    owner: Membership,
    feed: FeedState,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rung: list[bool] = []
    monkeypatch.setattr(feeds_room.ring_due_feeds, "apply_async", lambda **_: rung.append(True))
    FeedState.objects.update(due_at=NOW + timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        run_feed_now(feed=feed, by=owner, now=NOW)
    feed.refresh_from_db()
    assert (feed.due_at, feed.next_trigger) == (NOW, "person")
    assert rung == [True]
    event = Event.objects.get(kind="feed.run-asked")
    assert (event.actor_id, event.subject_id) == (owner.user_id, str(feed.pk))


def test_a_broker_that_is_down_does_not_undo_what_was_asked(
    owner: Membership,
    feed: FeedState,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def down(**_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(feeds_room.ring_due_feeds, "apply_async", down)
    with django_capture_on_commit_callbacks(execute=True):
        run_feed_now(feed=feed, by=owner, now=NOW)
    feed.refresh_from_db()
    assert feed.next_trigger == "person"


@pytest.mark.parametrize(("minutes", "refused"), [(59, True), (60, False)])
def test_opportunities_of_the_market_itself_are_not_read_twice_an_hour_by_hand_either(
    owner: Membership, feed: FeedState, minutes: int, refused: bool
) -> None:
    on_the_market_itself(feed)
    started_at = NOW - timedelta(minutes=minutes)
    SyncRun.objects.create(
        connection=feed.connection,
        feed=feed.feed,
        trigger="schedule",
        state="done",
        started_at=started_at,
        ended_at=started_at,
    )
    if not refused:
        return run_feed_now(feed=feed, by=owner, now=NOW)
    with pytest.raises(ReadTooSoon) as caught:
        run_feed_now(feed=feed, by=owner, now=NOW)
    assert caught.value.again_at == NOW + timedelta(minutes=1)
    return None


def test_a_pace_is_changed_and_felt_at_once(owner: Membership, feed: FeedState) -> None:
    FeedState.objects.update(due_at=NOW + timedelta(hours=1), interval_s=3600)
    change_interval(feed=feed, interval_s=30, by=owner, now=NOW)
    feed.refresh_from_db()
    assert (feed.interval_s, feed.due_at) == (30, NOW + timedelta(seconds=30))
    event = Event.objects.get(kind="feed.interval-changed")
    assert (event.before, event.after) == ({"interval_s": 3600}, {"interval_s": 30})


def test_a_slower_pace_does_not_put_off_what_is_due(owner: Membership, feed: FeedState) -> None:
    FeedState.objects.update(due_at=NOW + timedelta(seconds=5))
    change_interval(feed=feed, interval_s=900, by=owner, now=NOW)
    feed.refresh_from_db()
    assert feed.due_at == NOW + timedelta(seconds=5)


def test_the_market_itself_has_a_floor_and_practice_has_none(owner: Membership, feed: FeedState) -> None:
    change_interval(feed=feed, interval_s=2, by=owner, now=NOW)
    on_the_market_itself(feed)
    with pytest.raises(IntervalTooShort, match="every 3600 seconds at the most") as caught:
        change_interval(feed=feed, interval_s=3599, by=owner, now=NOW)
    assert caught.value.shortest == 3600
    assert change_interval(feed=feed, interval_s=3600, by=owner, now=NOW).interval_s == 3600
