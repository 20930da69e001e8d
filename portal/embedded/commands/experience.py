"""Command the running Experience server, or look after its database: ./dev experience --help."""

import argparse
import os
import sys
from collections.abc import Sequence

from portal.embedded.facts import experience_env
from portal.embedded.paths import DEMO, ROOT
from portal.embedded.run_file import running_facts


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "./dev experience COMMAND [arguments]"


def run(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    facts = running_facts(DEMO)
    if facts is None and "EXPERIENCE_URL" not in os.environ:
        print("dev: no Experience server runs here (./dev run).", file=sys.stderr)
    env = experience_env(facts) if facts else dict(os.environ)
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "-m", "experience", *words], env)
