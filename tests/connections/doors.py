"""Arguments for the addresses of connections."""

from typing import Any

from django.utils import timezone

from portal.accounts.models import Organisation
from portal.piclo.models import Connection, FeedState, SyncRun
from portal.piclo.pacing import ensure_feeds
from tests.factories.piclo import ConnectionFactory


def samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    connection = Connection.objects.filter(organisation=organisation).first()
    connection = connection or ConnectionFactory.create(organisation=organisation)
    ensure_feeds()
    feed = FeedState.objects.filter(connection=connection).earliest("pk")
    run, _ = SyncRun.objects.get_or_create(
        connection=connection, feed="assets", defaults={"trigger": "schedule", "started_at": timezone.now()}
    )
    return {
        "connections:feed-run": {"pk": feed.pk},
        "connections:feed-interval": {"pk": feed.pk},
        "connections:run-detail": {"pk": run.pk},
        "api:sync-run-detail": {"pk": run.pk},
    }
