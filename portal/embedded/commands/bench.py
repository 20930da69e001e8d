"""The measured lines, each against its bare floor: ./dev bench [names].

They run on a stack of their own with a durable database, without worker and clock, so that nothing else is measured.
"""

import argparse
import sys
from collections.abc import Sequence

from portal.embedded.throw_away import with_stack


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "./dev bench [names]"


def run(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    return with_stack(
        (sys.executable, "-m", "bench", *words), {}, without=frozenset({"worker", "clock"}), durable=True
    )
