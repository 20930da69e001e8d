"""What the database itself holds of connections, feeds and runs."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from portal.core.states import Tint
from portal.piclo.models import Call, Connection, FeedState, SyncRun
from tests.factories.piclo import ConnectionFactory
from tests.piclo.fake import NOW


def test_an_organisation_has_one_connection(connection: Connection) -> None:
    with pytest.raises(IntegrityError):
        ConnectionFactory.create(organisation=connection.organisation)


def test_a_state_nobody_knows_is_refused(connection: Connection) -> None:
    with pytest.raises(IntegrityError, match="connection_state_known"):
        Connection.objects.filter(pk=connection.pk).update(state="tired")


def test_a_feed_stands_once_in_a_connection(connection: Connection) -> None:
    twin = FeedState(connection=connection, feed="assets", interval_s=20)
    with pytest.raises(ValidationError, match="This connection already has this feed"):
        twin.validate_constraints()
    with pytest.raises(IntegrityError, match="feed_once_per_connection"):
        twin.save()


def test_a_feed_has_a_pace(assets_feed: FeedState) -> None:
    with pytest.raises(IntegrityError, match="feed_interval_positive"):
        FeedState.objects.filter(pk=assets_feed.pk).update(interval_s=0)


@pytest.mark.parametrize(
    "values", [{"state": "running", "ended_at": NOW}, {"state": "done"}, {"state": "failed"}]
)
def test_a_run_has_ended_exactly_when_it_is_no_longer_running(
    connection: Connection, values: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match="run_ended_unless_running"):
        SyncRun.objects.create(
            connection=connection, feed="assets", trigger="schedule", started_at=NOW, **values
        )


def test_a_run_knows_how_long_it_took(connection: Connection) -> None:
    run = SyncRun(connection=connection, started_at=NOW)
    assert run.duration is None
    run.ended_at = NOW + timedelta(seconds=3)
    assert run.duration == timedelta(seconds=3)


@pytest.mark.parametrize(
    ("state", "refused", "tint"),
    [("running", 0, Tint.RUN), ("done", 0, Tint.GOOD), ("done", 2, Tint.ACT), ("failed", 2, Tint.BAD)],
)
def test_a_run_that_left_something_out_asks_for_somebody(state: str, refused: int, tint: Tint) -> None:
    assert SyncRun(state=state, refused=refused).state_shown.tint == tint


def test_the_youngest_run_of_each_feed_is_found(connection: Connection) -> None:
    for feed, minutes in [("assets", 3), ("assets", 1), ("assets", 2), ("dispatches", 9)]:
        at = NOW - timedelta(minutes=minutes)
        SyncRun.objects.create(connection=connection, feed=feed, trigger="schedule", started_at=at)
    latest = {run.feed: NOW - run.started_at for run in SyncRun.objects.latest_of_each_feed()}
    assert latest == {"assets": timedelta(minutes=1), "dispatches": timedelta(minutes=9)}


def test_a_key_to_our_webhook_cannot_be_guessed_and_is_never_shared() -> None:
    keys = {Connection().webhook_key for _ in range(50)}
    assert len(keys) == 50
    assert all(len(key) == 32 for key in keys)


def test_no_secret_is_in_what_a_connection_says_of_itself(connection: Connection) -> None:
    connection.api_key = "the-key-nobody-may-see"
    assert "the-key" not in repr(connection) + str(connection) + repr(connection.settings())


def test_an_outcome_of_a_later_version_is_shown_as_it_is() -> None:
    assert Call(outcome="ok").outcome_shown.word == "OK"
    assert Call(outcome="teleported").outcome_shown.word == "teleported"
