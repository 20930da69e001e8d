"""Sending many: one sender an organisation, a few assets in flight at once, and runs brought to their end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

from django.db import connection
from django.db.models import Exists, F, OuterRef

from assets.models import Asset, PushRun, PushRunState, PushState
from assets.models.pushed import ON_ITS_WAY
from assets.outbound.claims import Clock
from assets.outbound.pace import is_held_back
from portal.piclo.locks import held_lock

# A pause takes hold after a batch at the latest.
BATCH = 40

SendOne = Callable[[int], bool]
Lanes = Callable[[SendOne, list[int]], list[bool]]


def send_due(send_one: SendOne, lanes: Lanes, *, seconds: float, now: Clock) -> int:
    """Send what is due, organisation by organisation, for at most about `seconds`; how many were tried."""
    until, tried = now() + timedelta(seconds=seconds), 0
    for organisation_id in _organisations(now()):
        with held_lock(f"assets.push.{organisation_id}") as alone:
            while alone and now() < until and not is_held_back(organisation_id, now()):
                answers = lanes(send_one, _batch(organisation_id, now()))
                tried += len(answers)
                if not answers or not all(answers):
                    break
    finish_runs(now())
    return tried


def one_by_one(send_one: SendOne, batch: list[int]) -> list[bool]:
    """In order, up to the first that says that Piclo is away; what each said."""
    said: list[bool] = []
    for pk in batch:
        said.append(send_one(pk))
        if not said[-1]:
            break
    return said


def side_by_side(lanes: int) -> Lanes:
    """As many at once as there are `lanes`; each thread has a database connection of its own and gives it back."""

    def lane(send_one: SendOne, share: list[int]) -> list[bool]:
        try:
            return one_by_one(send_one, share)
        finally:
            connection.close()

    def run(send_one: SendOne, batch: list[int]) -> list[bool]:
        shares = [batch[first::lanes] for first in range(min(lanes, len(batch)))]
        with ThreadPoolExecutor(max_workers=lanes) as pool:
            return [said for share in pool.map(partial(lane, send_one), shares) for said in share]

    return run


def count_in_run(asset: Asset) -> None:
    """An asset came to its end: the run in which it was asked for counts it."""
    if asset.push_run_id is None:
        return
    column = "refused" if asset.push_state == PushState.REFUSED else "done"
    PushRun.objects.filter(pk=asset.push_run_id).update(**{column: F(column) + 1})


def finish_runs(now: datetime) -> int:
    """Runs of which nothing is on its way any more are finished; how many."""
    on_its_way = Asset.objects.filter(push_run=OuterRef("pk"), push_state__in=ON_ITS_WAY)
    over = PushRun.objects.live().filter(~Exists(on_its_way))
    return over.update(state=PushRunState.FINISHED, ended_at=now)


def _organisations(now: datetime) -> list[int]:
    due = Asset.objects.due(now).not_paused().order_by("organisation_id")
    return list(due.values_list("organisation_id", flat=True).distinct())


def _batch(organisation_id: int, now: datetime) -> list[int]:
    due = Asset.objects.filter(organisation_id=organisation_id).due(now).not_paused()
    return list(due.values_list("pk", flat=True)[:BATCH])
