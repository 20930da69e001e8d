"""What people see of a run: progress of the runner itself, and the processes' lines with their names in front."""

import os
import sys
from pathlib import Path
from typing import TextIO

COLOURS = (36, 32, 33, 35, 34, 96, 92, 93, 95, 94)
WIDTH = 18
LOG_LIMIT = 5_000_000


class Console:
    """Writes progress to the terminal and every process's output to its own log file."""

    def __init__(
        self,
        logs: Path | None = None,
        *,
        verbose: bool = False,
        quiet: bool = False,
        echo: bool = True,
        out: TextIO | None = None,
    ) -> None:
        self.out = out or sys.stdout
        self.verbose = verbose  # lines of every process
        self.echo = echo  # lines of the interesting processes
        self.quiet = quiet  # no progress
        self.colours = self.out.isatty() and "NO_COLOR" not in os.environ
        self._logs = logs
        self._files: dict[str, TextIO] = {}
        self._seen: dict[str, int] = {}

    def progress(self, name: str, text: str) -> None:
        """A step of the runner that is done."""
        if not self.quiet:
            self.say(f"{name:<{WIDTH}} {text}")

    def say(self, text: str) -> None:
        """Something from the runner itself that a person should know."""
        print(self.painted(text, 1), file=self.out, flush=True)

    def plain(self, text: str) -> None:
        """A line of the one process that the person came for."""
        print(text, file=self.out, flush=True)

    def line(self, name: str, text: str, *, echo: bool) -> None:
        """A line that a process wrote: always to its log, to the terminal when it is of interest there."""
        log = self._log(name)
        if log:
            print(text, file=log, flush=True)
        if self.verbose or (self.echo and echo):
            colour = COLOURS[self._seen.setdefault(name, len(self._seen)) % len(COLOURS)]
            print(f"{self.painted(f'{name:<{WIDTH}}', colour)} {text}", file=self.out, flush=True)

    def painted(self, text: str, code: int) -> str:
        return f"\033[{code}m{text}\033[0m" if self.colours else text

    def close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _log(self, name: str) -> TextIO | None:
        if self._logs is None:
            return None
        if name not in self._files:
            path = self._logs / f"{name}.log"
            if path.exists() and path.stat().st_size > LOG_LIMIT:
                path.replace(path.with_suffix(".log.1"))
            self._files[name] = path.open("a", encoding="utf-8")
        return self._files[name]
