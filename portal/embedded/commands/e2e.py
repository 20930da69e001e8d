"""The browser journeys on a throw-away stack of their own: portal, worker and Experience over HTTP."""

import argparse
import os
import sys
from collections.abc import Sequence

from portal.embedded.browser import MISSING, find_browser, required
from portal.embedded.paths import ROOT
from portal.embedded.pytest_plan import JOURNEYS, split
from portal.embedded.throw_away import with_stack


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "./dev e2e [pytest arguments]"
    parser.epilog = "Everything goes to pytest: ./dev e2e -k journey. The stack always has embedded servers."


def run(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    paths, _ = split(words)
    return run_journeys(words if paths else [*words, JOURNEYS])


def run_journeys(words: Sequence[str]) -> int:
    browser = find_browser()
    if browser is None:
        print(f"Browser journeys {'cannot be run' if required() else 'skipped'}: {MISSING}.")
        return int(required())
    if not (ROOT / JOURNEYS).exists():
        print(f"There are no browser journeys in {JOURNEYS}.")
        return int(required())
    colour = ("--color=yes",) if sys.stdout.isatty() and "NO_COLOR" not in os.environ else ()
    pytest = (sys.executable, "-m", "pytest", "--ds=portal.settings", *colour, *words)
    return with_stack(pytest, {"FLEXDESK_CHROMIUM": browser, "DJANGO_ALLOW_ASYNC_UNSAFE": "true"})
