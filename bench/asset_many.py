"""What is done with 100,000 assets at once, against the bare statement on the same rows."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from assets.models import Asset, AssetGroup
from assets.services.many import archive_many, group_many, set_status_of_many
from bench.line import Line, Lines
from bench.portfolio import fill
from bench.stack import Stack
from portal.accounts.models import Membership

SIZE = 100_000
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def measure(stack: Stack) -> Lines:
    """A status, the archive and a group for all assets; each is rolled back, so that each finds the same."""
    member = Membership.objects.select_related("organisation").earliest("pk")
    fill(member.organisation, SIZE)
    assets = Asset.objects.visible_to(member)
    bare_update = seconds(
        lambda: assets.update(status="mothballed", version=F("version") + 1, modified_at=NOW)
    )
    bare_join = seconds(lambda: _joined(member))
    update = (f"one UPDATE of {SIZE:,} rows", bare_update)
    status = _done(set_status_of_many, member, status="mothballed")
    group = _done(group_many, member, name="All")
    return Lines(
        [
            Line("many assets", "a new status", status, *update),
            Line("many assets", "the archive", _done(archive_many, member), *update),
            Line("many assets", "a group", group, "add() of as many", bare_join),
        ]
    )


def _done(deed: Callable[..., object], member: Membership, **told: str) -> float:
    return seconds(lambda: deed(assets=Asset.objects.all(), by=member, now=NOW, **told))


def _joined(member: Membership) -> None:
    group = AssetGroup.objects.create(organisation=member.organisation, name="Bare")
    group.assets.add(*Asset.objects.visible_to(member).values_list("pk", flat=True))


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes; what it did is rolled back."""
    with transaction.atomic():
        start = time.perf_counter()
        work()
        took = time.perf_counter() - start
        transaction.set_rollback(True)
    return took
