"""The whole suite: both sides' tests beside each other on one throw-away PostgreSQL, then the browser journeys."""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.embedded.child import Spec
from portal.embedded.cluster import database_urls
from portal.embedded.commands import e2e
from portal.embedded.console import Console
from portal.embedded.pages import Page
from portal.embedded.pytest_plan import Part, plan
from portal.embedded.supervisor import Supervisor, supervise

NOTHING_COLLECTED = 5
EPILOG = """Everything else goes to pytest: ./dev test tests/bidding -k close. A path chooses the side it lies on.
With DATABASE_URL set that server is used; its user must be allowed to create databases."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.usage = "./dev test [--no-browser] [pytest arguments]"
    parser.add_argument("--no-browser", action="store_true", help="leave the browser journeys out")


def run(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    planned = plan(words, browser=not arguments.no_browser)
    code = run_parts(planned.parts) if planned.parts else 0
    if planned.journeys is None or code not in (0, NOTHING_COLLECTED):
        return code
    return worst([code, e2e.run_journeys(planned.journeys)])


def run_parts(parts: Sequence[Part]) -> int:
    with tempfile.TemporaryDirectory(prefix="flexdesk-test-") as folder:

        async def body(supervisor: Supervisor) -> int:
            urls = await database_urls(supervisor, Path(folder) / "postgres")
            env = {"CELERY_BROKER_URL": "memory://", **os.environ, **urls}
            return worst(await run_side_by_side(supervisor, parts, env))

        return supervise(body, Console(quiet=True))


async def run_side_by_side(
    supervisor: Supervisor, parts: Sequence[Part], env: Mapping[str, str]
) -> list[int]:
    """All at once; the first one's output as it comes, the others' whole when those before them have ended."""
    pages = [Page(sys.stdout) for _ in parts]
    runs = [
        asyncio.create_task(supervisor.run_unchecked(pytest_spec(part, env, page)))
        for part, page in zip(parts, pages, strict=True)
    ]
    codes = []
    for page, task in zip(pages, runs, strict=True):
        page.show()
        child = await task
        codes.append(child.exit_code or 0)
    return codes


def pytest_spec(part: Part, env: Mapping[str, str], page: Page) -> Spec:
    colour = ("--color=yes",) if sys.stdout.isatty() and "NO_COLOR" not in os.environ else ()
    return Spec(
        name=part.name,
        command=(sys.executable, "-m", "pytest", *colour, *part.arguments),
        env=env,
        stop_signal=signal.SIGINT,  # pytest then says what it has so far
        sink=page.add,
    )


def worst(codes: Sequence[int]) -> int:
    """A side on which the choice (-k, -m) found nothing is no failure as long as another one found something."""
    telling = [code for code in codes if code != NOTHING_COLLECTED] or [*codes]
    return next((code for code in telling if code), 0)
