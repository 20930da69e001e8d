"""A PostgreSQL that is still there, or seems to be, after its runner and itself were killed."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from portal.embedded.errors import EmbeddedError

PATIENCE = 10.0
PAUSE = 0.05


def end_leftover(data: Path) -> None:
    """Stop a server that still runs on this folder, and remove the pid file of one that does not.

    PostgreSQL refuses to start when the number in its pid file belongs to any living process, also when that is by now
    another program. Called only by whoever holds the lock of the run, so nobody else is using the folder.
    """
    file = data / "postmaster.pid"
    pid = read_pid(file)
    if pid is None:
        return
    deadline = time.monotonic() + PATIENCE
    while serves(pid, data):
        if time.monotonic() > deadline:
            raise EmbeddedError(f"A PostgreSQL from an earlier run (process {pid}) on {data} does not stop.")
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        time.sleep(PAUSE)
    file.unlink(missing_ok=True)


def read_pid(file: Path) -> int | None:
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def serves(pid: int, data: Path) -> bool:
    """Whether that process is alive (a zombie is not) and a PostgreSQL on this folder."""
    state, command = described(pid)
    return bool(command) and not state.startswith("Z") and "postgres" in command and str(data) in command


def described(pid: int) -> tuple[str, str]:
    """State and command line of a process; empty when there is none. Slim images have /proc and no `ps`."""
    process = Path("/proc") / str(pid)
    if Path("/proc/self").exists():
        try:
            state = (process / "stat").read_text().rpartition(")")[2].strip()
            return state, (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return "", ""
    columns = ["ps", "-ww", "-o", "stat=,command=", "-p", str(pid)]
    asked = subprocess.run(columns, capture_output=True, text=True, check=False)
    state, _, command = asked.stdout.strip().partition(" ")
    return state, command
