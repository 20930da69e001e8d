"""An organisation that is connected, and what its connection has lived through."""

from datetime import timedelta
from typing import Any, Protocol

import pytest
from django.utils import timezone

from portal.accounts.models import Membership
from portal.piclo.models import Call, Connection, ConnectionState, FeedState, SyncRun
from portal.piclo.pacing import ensure_feeds
from tests.factories.piclo import ConnectionFactory


class MakeRun(Protocol):
    """Makes a run that has ended, `minutes` ago."""

    def __call__(self, feed: str = "assets", minutes: float = 1, **changes: Any) -> SyncRun: ...


@pytest.fixture
def connection(owner: Membership) -> Connection:
    """A working connection of the owner's organisation."""
    connection = ConnectionFactory.create(organisation=owner.organisation, state=ConnectionState.WORKING)
    ensure_feeds()
    return connection


@pytest.fixture
def feed(connection: Connection) -> FeedState:
    return FeedState.objects.get(connection=connection, feed="opportunities")


@pytest.fixture
def make_run(connection: Connection) -> MakeRun:
    def make(feed: str = "assets", minutes: float = 1, **changes: Any) -> SyncRun:
        at = timezone.now() - timedelta(minutes=minutes)
        values = {"trigger": "schedule", "state": "done", "started_at": at, "ended_at": at} | changes
        return SyncRun.objects.create(connection=connection, feed=feed, **values)

    return make


@pytest.fixture
def call(connection: Connection, make_run: MakeRun) -> Call:
    return Call.objects.create(
        connection=connection,
        run=make_run(),
        endpoint="list_assets",
        method="GET",
        path="/assets/v1/",
        status=503,
        outcome="unavailable",
        duration_ms=1234,
        at=timezone.now(),
    )
