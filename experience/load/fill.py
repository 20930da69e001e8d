"""Filling the market. `python -m experience load --assets 10000 --competitions 500 --windows 4 --seed 1`."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from experience import env
from experience.load import landscape
from experience.market.models import Asset, Competition, FlexProvider
from experience.market.services.judging import judge_competition
from experience.market.services.pool import AssetPool
from experience.market.services.publishing import publish_competition
from experience.seed import GUEST

BATCH = 2_000
SINCE = timedelta(days=30)


def run(arguments: Sequence[str] = ()) -> int:
    """Fill the market from the shell, with progress."""
    options = parser().parse_args(arguments)
    now = timezone.now()
    provider = FlexProvider.objects.get(pk=env.text("EXPERIENCE_PROVIDER_ID", GUEST))
    add_assets(provider, options.assets, options.seed, now=now)
    add_competitions(options.competitions, options.windows, options.seed, now=now)
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="experience load",
        description="Fill the market: the same numbers and seed make the same market. What is there stays.",
    )
    made.add_argument("--assets", type=int, default=0, help="assets of the demonstration's provider")
    made.add_argument("--competitions", type=int, default=0, help="competitions, most of them open for bids")
    made.add_argument(
        "--windows", type=int, default=4, help="service windows in each competition (default 4)"
    )
    made.add_argument("--seed", type=int, default=1, help="another seed makes another market (default 1)")
    return made


def add_assets(provider: FlexProvider, count: int, seed: int, *, now: datetime) -> None:
    since, done = now - SINCE, 0
    for batch in _batches(landscape.assets(count, seed), BATCH):
        rows = [Asset(provider=provider, created=since, modified=since, **values) for values in batch]
        Asset.objects.bulk_create(rows, ignore_conflicts=True)
        done += len(rows)
        _say(f"assets {done} of {count}")
    if done:
        # They are dated back, so that the clock would not see them as changes: have it test them at its next tick.
        Competition.objects.filter(qualification_closed__gt=now).update(judged_at=None)


def add_competitions(count: int, windows: int, seed: int, *, now: datetime) -> None:
    """Publish those that are not there yet, and test every asset in each."""
    pool = AssetPool.live() if count else None
    known = set(Competition.objects.values_list("reference", flat=True))
    records = landscape.competitions(count, windows, seed, now)
    for done, record in enumerate(records, start=1):
        if record["reference"] not in known:
            judge_competition(publish_competition(record, by="load", now=now), now=now, pool=pool)
        if done % 50 == 0 or done == count:
            _say(f"competitions {done} of {count}")


def _batches(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
