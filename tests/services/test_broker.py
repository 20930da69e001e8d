"""The doorbell on whatever broker CELERY_BROKER_URL names: what is rung arrives, and a worker does it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from portal.celery import app
from portal.piclo.models import FeedState
from portal.piclo.tasks import prune, ring_due_feeds
from tests.factories.piclo import ConnectionFactory

pytestmark = pytest.mark.services
IN_MEMORY = settings.CELERY_BROKER_URL.startswith("memory")
PATIENCE_S = 40


@pytest.fixture
def queue() -> Iterator[str]:
    """A queue of this test alone."""
    name = f"flexdesk-test-{uuid4().hex[:12]}"
    yield name
    with app.connection_for_write() as broker, broker.channel() as channel:
        channel.queue_delete(name)


@pytest.fixture
def worker(queue: str, transactional_db: None) -> Iterator[None]:
    """A worker as in production, on the test's database and queue."""
    there = connection.settings_dict
    login = f"{there['USER']}:{there['PASSWORD']}" if there["PASSWORD"] else there["USER"]
    database = f"postgresql://{login}@{there['HOST']}:{there['PORT']}/{there['NAME']}"
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "portal",
        "worker",
        "-Q",
        queue,
        "--pool",
        "solo",
        "-l",
        "WARNING",
    ]
    process = subprocess.Popen(
        [*command, "--without-gossip", "--without-mingle"], env=os.environ | {"DATABASE_URL": database}
    )
    yield
    process.terminate()
    process.wait(timeout=PATIENCE_S)


def test_what_is_rung_arrives(queue: str) -> None:
    with app.connection_for_write() as broker:
        waiting = broker.SimpleQueue(queue)
        prune.apply_async(kwargs={}, queue=queue, retry=False)
        message = waiting.get(timeout=10)
        message.ack()
        waiting.close()
    assert message.headers["task"] == "piclo.tasks.prune"


@pytest.mark.skipif(IN_MEMORY, reason="a broker in memory does not reach another process")
def test_a_worker_does_what_was_rung(queue: str, worker: None) -> None:
    ConnectionFactory.create()
    ring_due_feeds.apply_async(kwargs={}, queue=queue)
    deadline = time.monotonic() + PATIENCE_S
    while not FeedState.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert set(FeedState.objects.values_list("feed", flat=True)) == set(settings.PICLO_FEEDS)
