"""Resolve requirements/*.txt anew from pyproject.toml, for every platform and with hashes.

Versions already in the locks are kept where they still fit; --upgrade takes the newest.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from portal.embedded.paths import ROOT

COMPILE = (
    "pip",
    "compile",
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
    "--quiet",
)
LOCKS = {
    "runtime.txt": ("pyproject.toml",),
    "all.txt": ("pyproject.toml", "--group", "embedded", "--group", "dev"),
    "uv.txt": ("-",),
}
INSTALLER = "uv\n"  # what `-` reads


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that fit")


def run(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    uv = Path(sys.executable).with_name("uv")
    upgrade = ("--upgrade",) if arguments.upgrade else ()
    for name, sources in LOCKS.items():
        output = f"requirements/{name}"
        command = [uv, *COMPILE, *upgrade, *sources, "--output-file", output]
        made = subprocess.run(command, cwd=ROOT, input=INSTALLER, text=True, check=False)
        if made.returncode:
            return made.returncode
        print(f"{output} is up to date.")
    return 0
