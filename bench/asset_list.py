"""The list of assets as its page reads it, at 1,000 and at 100,000, against one indexed query of the same rows.

Every view is its page and its count, as they are read for what the page shows and for what htmx fetches; "the page
opened" is with what stands above the list. The sample by which a search is guessed is in the cache, as it is from the
second search of a minute on.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import QueryDict

from assets.filters import AssetFilter
from assets.models import Asset
from assets.selectors import assets_listed, unsent_in_words
from assets.tables import AssetTable
from bench.line import Line, Lines
from bench.portfolio import GROUP, fill
from bench.stack import Stack
from portal.accounts.models import Membership

SIZES, ROUNDS, HELD = (1_000, 100_000), 100, 3
OPENED = "the page opened"
VIEWS = {
    OPENED: "",
    "plain": "",
    "status": "status=operational",
    "a rare status": "status=mothballed",
    "category": "category=renewable",
    "type": "asset_type=solar",
    "voltage": "voltage=extra_high",
    "operator": "operator=18",
    "a rare operator": "operator=24",
    "group": f"group={GROUP}",
    "sync state": "push_state=in_step",
    "a rare sync state": "push_state=refused",
    "eligible": "eligible=yes",
    "eligible for none": "eligible=no",
    "search for a name": "search=battery 77",
    "search for what all carry": "search=site",
    "search for a postcode": "search=TD1 7",
    "search for an MPAN": "search=1800000000077",
    "search for nothing there": "search=zeppelin",
    "by capacity": "sort=-export",
    "by voltage, downwards": "sort=-voltage",
    "by postcode": "sort=place",
    "page 20": "page=20",
    "status, by capacity": "status=operational&sort=-export",
}


def measure(stack: Stack) -> Lines:
    """Of each size the view that is furthest from its floor: the least database time of all rounds on both sides.

    Times are of a millisecond: a median would tell of the machine's other work.
    """
    member = Membership.objects.select_related("organisation").earliest("pk")
    return Lines([_worst(member, size) for size in SIZES])


def _worst(member: Membership, size: int) -> Line:
    fill(member.organisation, size)
    cache.clear()
    lines = {name: _line(member, name, QueryDict(query)) for name, query in VIEWS.items()}
    over = [f"{name} {line.ratio:.1f}" for name, line in lines.items() if line.ratio > HELD]
    name, worst = max(lines.items(), key=lambda pair: pair[1].ratio)
    work = (
        f"{size} assets, the slowest of {len(lines)} views: {name}; over {HELD}: {', '.join(over) or 'none'}"
    )
    return replace(worst, work=work)


def _line(member: Membership, name: str, query: QueryDict) -> Line:
    """One view's line: its count and its page, as the view has them, against the page's rows by their keys."""
    keys = [asset.pk for asset in _table(member, query)]
    figures, floors = [], []
    for _ in range(ROUNDS):
        figures.append(database_s(lambda: _read(member, query, opened=name == OPENED)))
        floors.append(
            database_s(lambda: list(Asset.objects.defer("raw", "searched").filter(pk__in=keys or [0])))
        )
    return Line("list of assets", "", min(figures), "the same rows by their keys", min(floors))


def _read(member: Membership, query: QueryDict, *, opened: bool) -> None:
    """What the page says of the list."""
    table = _table(member, query)
    list(table)
    str((table.total, table.is_capped, table.page_links))
    if opened:
        unsent_in_words(member)


def _table(member: Membership, query: QueryDict) -> AssetTable:
    rows = assets_listed(member)
    return AssetTable(AssetFilter(query, rows, request=_Asking(member)).qs, query)


class _Asking:
    """Who asks, for the filter's choice of groups."""

    def __init__(self, member: Membership) -> None:
        self.member = member


def database_s(work: Callable[[], object]) -> float:
    """How long the database took over one call's queries, the way there and back included."""
    spent = 0.0

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal spent
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent += time.perf_counter() - start

    with connection.execute_wrapper(timed):
        work()
    return spent
