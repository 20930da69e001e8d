"""Ends the processes of a runner that was killed before it could do so itself.

It runs as a process of its own and holds the reading end of a pipe. The runner writes `+GROUP SIGNAL` for a process
group it started and `-GROUP` for one that ended. When the pipe closes with groups still on the list, the runner is
gone: the groups get their signal, newest first, and after a while a kill. Uses nothing but the standard library, and
works wherever there are process groups.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

PATIENCE = 3.0  # seconds for each
PAUSE = 0.05


class Watchdog:
    """The runner's end of the pipe."""

    def __init__(self, held: Sequence[int] = ()) -> None:
        """`held` are descriptors of locks that it keeps too, until everything has ended."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=held,
        )

    def guard(self, group: int, stop_signal: signal.Signals) -> None:
        self._tell(f"+{group} {int(stop_signal)}")

    def forget(self, group: int) -> None:
        self._tell(f"-{group}")

    def close(self) -> None:
        """The groups still guarded are ended; normally there are none."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        if self._process.stdin:
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()


def listen(lines: Iterable[str]) -> dict[int, int]:
    """Read until the runner is gone; what is left on the list, in order of starting."""
    groups: dict[int, int] = {}
    for line in lines:
        numbers = line[1:].split()
        if line.startswith("+"):
            groups[int(numbers[0])] = int(numbers[1])
        else:
            groups.pop(int(numbers[0]), None)
    return groups


def end(groups: dict[int, int]) -> None:
    """Newest first, so that a database outlives those who write to it."""
    for group, stop_signal in reversed(groups.items()):
        deadline = time.monotonic() + PATIENCE
        send(group, stop_signal)
        while alive(group) and time.monotonic() < deadline:
            time.sleep(PAUSE)
        send(group, signal.SIGKILL)


def send(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end(listen(sys.stdin))
