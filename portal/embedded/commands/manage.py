"""Django's manage.py with the environment of the running demo: ./dev manage shell."""

import argparse
import os
import sys
from collections.abc import Sequence

from portal.embedded.facts import portal_env
from portal.embedded.paths import DEMO, ROOT
from portal.embedded.run_file import running_facts


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "./dev manage COMMAND [arguments]"
    parser.epilog = "The commands there are: ./dev manage help"


def run(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    facts = running_facts(DEMO)
    if facts is None and "DATABASE_URL" not in os.environ:
        print("dev: nothing runs here (./dev run), so there is no database.", file=sys.stderr)
    env = portal_env(facts) if facts else dict(os.environ)
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "manage.py", *words], env)
