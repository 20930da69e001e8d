"""How long calls and runs are remembered."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from portal.piclo.models import Call, SyncRun

CALLS_KEPT = timedelta(days=7)
QUIET_RUNS_KEPT = timedelta(days=2)
RUNS_KEPT = timedelta(days=400)
# Small deletes: nobody waits long behind one, and a killed worker has lost little.
AT_ONCE = 2_000


def prune_calls(now: datetime) -> int:
    """Forget calls of more than a week ago; how many."""
    return _delete(Call.objects.filter(at__lt=now - CALLS_KEPT))


def prune_runs(now: datetime) -> int:
    """Forget runs that changed nothing after two days, others after 400; how many."""
    quiet = Q(pk__in=SyncRun.objects.quiet().filter(ended_at__lt=now - QUIET_RUNS_KEPT).values("pk"))
    return _delete(SyncRun.objects.filter(quiet | Q(ended_at__lt=now - RUNS_KEPT)))


def _delete(rows: QuerySet[Any]) -> int:
    """Delete `rows` a few at a time; how many."""
    total = 0
    while chunk := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.model.objects.filter(pk__in=chunk).delete()
        total += len(chunk)
    return total
