"""The list of assets as its page reads it, at 1,000 and at 100,000, against one indexed query of the same rows."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import QueryDict

from assets.filters import AssetFilter
from assets.models import Asset
from assets.selectors import assets_listed
from assets.tables import AssetTable
from bench.line import Line, Lines
from bench.portfolio import GROUP, fill
from bench.stack import Stack
from portal.accounts.models import Membership

SIZES, ROUNDS = (1_000, 100_000), 25
VIEWS = {
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
    lines = [_line(member, size, name, QueryDict(query)) for name, query in VIEWS.items()]
    return max(lines, key=lambda line: line.figure_s / line.floor_s)


def _line(member: Membership, size: int, name: str, query: QueryDict) -> Line:
    """One view's line: its count and its page, as the view has them, against the page's rows by their keys."""
    keys = [asset.pk for asset in _table(member, query)]
    figures, floors = [], []
    for _ in range(ROUNDS):
        figures.append(database_s(lambda: _table(member, query).page))
        floors.append(
            database_s(lambda: list(Asset.objects.defer("raw", "searched").filter(pk__in=keys or [0])))
        )
    work = f"{size} assets, the slowest of {len(VIEWS)} views: {name}"
    return Line("list of assets", work, min(figures), "the same rows by their keys", min(floors))


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
