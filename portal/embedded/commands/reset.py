"""Empty ./var: database, queue, files and secrets are gone, and the next run begins afresh."""

import argparse
import shutil
from collections.abc import Sequence

from portal.embedded.paths import DEMO, Var
from portal.embedded.run_file import only_run


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Refused while ./dev run is running here. A database named by DATABASE_URL is left alone."


def run(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    if not DEMO.folder.exists():
        print("There is nothing in ./var.")
        return 0
    with only_run(DEMO):
        empty(DEMO)
    print("./var is empty.")
    return 0


def empty(var: Var) -> None:
    """The database may lie elsewhere, behind a link."""
    if var.postgres.is_symlink():
        shutil.rmtree(var.postgres.resolve().parent, ignore_errors=True)
    for entry in var.folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != var.run_lock:  # held
            entry.unlink()
