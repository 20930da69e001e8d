"""A connection and its feeds for tests with rows."""

import pytest

from portal.piclo.models import Connection, FeedState
from portal.piclo.pacing import ensure_feeds
from tests.factories.piclo import ConnectionFactory


@pytest.fixture
def connection(db: None) -> Connection:
    """A connection on the practice market with a rhythm for every feed."""
    connection = ConnectionFactory.create()
    ensure_feeds()
    return connection


@pytest.fixture
def assets_feed(connection: Connection) -> FeedState:
    return FeedState.objects.get(connection=connection, feed="assets")
