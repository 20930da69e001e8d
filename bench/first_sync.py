"""The first sync of a large provider over HTTP, against the same bytes and the same rows."""

from django.db import connection

from assets.tasks import pull_assets
from bench.bare import Rows, copy_rows, fetch_all, take_rows
from bench.line import Line, median, seconds
from bench.stack import Stack
from competitions.tasks import pull_competitions
from portal.piclo.models import Connection, RunState, SyncRun

ASSETS, COMPETITIONS, WINDOWS, ROUNDS = 10_000, 500, 4, 3
TABLES = (
    "assets_asset",
    "competitions_competition",
    "competitions_serviceperiod",
    "competitions_servicewindow",
)


def measure(stack: Stack) -> Line:
    """Median of three first syncs and of three floors, in turn."""
    stack.fill_market(ASSETS, COMPETITIONS, WINDOWS)
    figures, floors = [], []
    for _ in range(ROUNDS):
        _forget()
        figures.append(seconds(_sync))
        rows = take_rows(stack.database_url, TABLES)
        floors.append(seconds(lambda rows=rows: _floor(stack, rows)))  # type: ignore[misc]
    work = f"{_count('assets_asset')} assets and {_count('competitions_competition')} competitions"
    return Line("first sync", work, median(figures), "same bytes by httpx, same rows by COPY", median(floors))


def _forget() -> None:
    """A portal that has read nothing yet."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE assets_asset, competitions_competition CASCADE")


def _sync() -> None:
    piclo = Connection.objects.get()
    pull_assets(connection_id=piclo.pk, trigger="start")
    pull_competitions(connection_id=piclo.pk, trigger="start")
    failed = SyncRun.objects.filter(state=RunState.FAILED).first()
    if failed:
        raise RuntimeError(f"The sync of {failed.feed} failed: {failed.error}")


def _floor(stack: Stack, rows: list[Rows]) -> None:
    fetch_all(stack, "/assets/v1/")
    fetch_all(stack, "/competitions/v1/")
    copy_rows(stack.database_url, rows)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
