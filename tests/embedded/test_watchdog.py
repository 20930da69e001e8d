"""`kill -9` of the runner leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from portal.embedded.paths import ROOT
from portal.embedded.watchdog import listen

# A runner with a service that has a child of its own and ignores polite signals, as a stubborn server would.
RUNNER = """
import asyncio, os
from portal.embedded.child import Spec
from portal.embedded.console import Console
from portal.embedded.supervisor import supervise

async def body(supervisor):
    script = "trap '' TERM INT; sleep 300 & echo $! > grandchild; echo $$ > child; while :; do sleep 0.1; done"
    await supervisor.start(Spec(name="web", command=("sh", "-c", script), env=dict(os.environ), cwd={folder!r}))
    await asyncio.Event().wait()

supervise(body, Console())
"""


def living(pids: list[int]) -> list[int]:
    """Zombies, which wait for a parent that is slow to notice, do not live."""
    asked = subprocess.run(
        ["ps", "-o", "pid=,stat=", *[word for pid in pids for word in ("-p", str(pid))]],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split() for line in asked.stdout.splitlines()]
    return [int(pid) for pid, state in lines if not state.startswith("Z")]


def wait_for(path: Path) -> int:
    deadline = time.monotonic() + 20
    while not (path.exists() and path.read_text().strip()):
        assert time.monotonic() < deadline, f"{path.name} did not start"
        time.sleep(0.02)
    return int(path.read_text())


def test_killing_the_runner_ends_its_services_and_their_children(tmp_path: Path) -> None:
    runner = subprocess.Popen(
        [sys.executable, "-c", RUNNER.format(folder=str(tmp_path))],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    pids = [wait_for(tmp_path / "child"), wait_for(tmp_path / "grandchild")]
    assert living(pids) == pids
    os.killpg(runner.pid, signal.SIGKILL)
    runner.wait()
    deadline = time.monotonic() + 15
    while living(pids):
        assert time.monotonic() < deadline, "something was left behind"
        time.sleep(0.05)


def test_groups_that_ended_are_taken_off_the_list_and_the_order_of_starting_is_kept() -> None:
    lines = ["+10 2\n", "+11 15\n", "+12 15\n", "-11\n", "-99\n"]
    assert list(listen(lines).items()) == [(10, 2), (12, 15)]
