"""The browser journeys on a throw-away stack."""

import argparse
from collections.abc import Sequence


def configure(parser: argparse.ArgumentParser) -> None:
    parser.usage = "./dev e2e [pytest arguments]"


def run(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    return run_journeys(words)


def run_journeys(words: Sequence[str]) -> int:
    return 0
