"""Celery doors of the feeds."""

from celery import shared_task
from django.utils import timezone

from portal.piclo.pacing import ensure_feeds, ring_due
from portal.piclo.pruning import prune_calls, prune_runs


@shared_task(name="piclo.tasks.ring_due_feeds", acks_late=True, time_limit=30)
def ring_due_feeds() -> None:
    """Set off the feeds that are due."""
    ensure_feeds()
    ring_due(timezone.now())


@shared_task(name="piclo.tasks.prune", acks_late=True, time_limit=300)
def prune() -> None:
    """Drop what is remembered of calls and runs once it is old."""
    prune_calls(timezone.now())
    prune_runs(timezone.now())
