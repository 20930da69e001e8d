"""The supervisor with small shell scripts: order, readiness, restarts, deaths and interruptions."""

import asyncio
import io
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from portal.embedded.child import Spec, ending
from portal.embedded.console import Console
from portal.embedded.supervisor import Supervisor, supervise

ENDLESS = "while :; do sleep 0.05; done"


class Bench:
    """Runs a body under a supervisor and keeps what was said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = io.StringIO()

    def spec(self, name: str, script: str, **options: Any) -> Spec:
        """A shell that notes its start and its polite stop in `order`."""
        noting = f"echo start {name} >> order; trap 'echo stop {name} >> order; exit 0' TERM; {script}"
        return Spec(name=name, command=("sh", "-c", noting), env=dict(os.environ), cwd=self.folder, **options)

    def run(self, body: Callable[[Supervisor], Coroutine[Any, Any, int]]) -> int:
        return supervise(body, Console(self.folder, out=self.out))

    @property
    def order(self) -> list[str]:
        return (self.folder / "order").read_text().splitlines()

    @property
    def said(self) -> str:
        return self.out.getvalue()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def exists(path: Path) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        return path.exists()

    return ready


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_services_start_by_readiness_and_stop_in_reverse(bench: Bench, tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> int:
        slow = f"sleep 0.2; touch {tmp_path}/up; {ENDLESS}"
        await supervisor.start(bench.spec("database", slow, ready=exists(tmp_path / "up")))
        await supervisor.start(bench.spec("worker", f"touch {tmp_path}/working; {ENDLESS}"))
        await until((tmp_path / "working").exists)
        return 0

    assert bench.run(body) == 0
    assert bench.order == ["start database", "start worker", "stop worker", "stop database"]


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not done():
            await asyncio.sleep(0.02)


def test_a_service_that_dies_ends_the_run_with_its_name_and_last_lines(bench: Bench) -> None:
    async def body(supervisor: Supervisor) -> int:
        await supervisor.start(bench.spec("web", "echo no such module; sleep 0.1; exit 3"))
        await asyncio.Event().wait()
        return 0

    assert bench.run(body) == 1
    assert "web ended with exit code 3 unexpectedly" in bench.said
    assert "    no such module" in bench.said


def test_a_service_that_dies_while_it_should_become_ready_is_not_waited_for(
    bench: Bench, tmp_path: Path
) -> None:
    async def body(supervisor: Supervisor) -> int:
        await supervisor.start(bench.spec("web", "exit 2", ready=exists(tmp_path / "never")))
        return 0

    began = time.monotonic()
    assert bench.run(body) == 1
    assert time.monotonic() - began < 10
    assert "web ended with exit code 2" in bench.said


def test_a_service_that_does_not_become_ready_in_time_is_an_error(bench: Bench, tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> int:
        await supervisor.start(bench.spec("web", ENDLESS, ready=exists(tmp_path / "never"), patience=0.3))
        return 0

    assert bench.run(body) == 1
    assert "web was not ready after 0 s" in bench.said


def test_a_failing_job_is_an_error_that_shows_what_it_said(bench: Bench) -> None:
    async def body(supervisor: Supervisor) -> int:
        await supervisor.run(bench.spec("migrate", "echo no such table >&2; exit 1"))
        return 0

    assert bench.run(body) == 1
    assert "migrate ended with exit code 1; its last lines:\n    no such table" in bench.said


def test_a_failing_job_in_the_background_is_said_and_ends_nothing(bench: Bench) -> None:
    async def body(supervisor: Supervisor) -> int:
        supervisor.in_background(bench.spec("history", "exit 7"))
        await until(lambda: "history ended with exit code 7" in bench.said)
        return 0

    assert bench.run(body) == 0


def test_a_restartable_service_that_is_killed_comes_back_with_a_new_process(bench: Bench) -> None:
    pids: list[int] = []

    async def body(supervisor: Supervisor) -> int:
        supervisor.on_change = lambda: pids.append(supervisor.pids["worker"])
        await supervisor.start(bench.spec("worker", ENDLESS, restart=True))
        os.kill(supervisor.pids["worker"], signal.SIGKILL)
        await until(lambda: len(pids) == 2)
        return 0

    assert bench.run(body) == 0
    assert pids[0] != pids[1]
    assert not any(alive(pid) for pid in pids)
    assert "worker was ended by SIGKILL; starting it again" in bench.said


def test_what_a_dead_service_left_behind_is_ended_with_it(bench: Bench, tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> int:
        await supervisor.start(
            bench.spec("web", f"sleep 60 & echo $! > {tmp_path}/grandchild; wait", restart=True)
        )
        await until(
            lambda: bool((tmp_path / "grandchild").exists() and (tmp_path / "grandchild").read_text())
        )
        grandchild = int((tmp_path / "grandchild").read_text())
        os.kill(supervisor.pids["web"], signal.SIGKILL)
        await until(lambda: not alive(grandchild))
        return 0

    assert bench.run(body) == 0


def test_a_service_that_ignores_the_polite_signal_is_forced_after_its_grace_time(
    bench: Bench, tmp_path: Path
) -> None:
    async def body(supervisor: Supervisor) -> int:
        deaf = f"trap '' TERM; touch {tmp_path}/deaf; {ENDLESS}"
        await supervisor.start(bench.spec("deaf", deaf, ready=exists(tmp_path / "deaf"), grace=0.3))
        return 0

    began = time.monotonic()
    assert bench.run(body) == 0
    assert 0.3 <= time.monotonic() - began < 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything_in_order(bench: Bench, tmp_path: Path, number: signal.Signals) -> None:
    async def body(supervisor: Supervisor) -> int:
        for name in ("database", "web"):
            up = tmp_path / f"{name}.up"
            await supervisor.start(bench.spec(name, f"touch {up}; {ENDLESS}", ready=exists(up)))
        os.kill(os.getpid(), number)
        await asyncio.Event().wait()
        return 0

    assert bench.run(body) == 130
    assert bench.order[2:] == ["stop web", "stop database"]


def test_a_second_signal_does_not_wait_for_the_grace_time(bench: Bench, tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> int:
        deaf = f"trap '' TERM; touch {tmp_path}/deaf; {ENDLESS}"
        await supervisor.start(bench.spec("deaf", deaf, ready=exists(tmp_path / "deaf"), grace=60))
        for seconds in (0.0, 0.3):
            asyncio.get_running_loop().call_later(seconds, os.kill, os.getpid(), signal.SIGINT)
        await asyncio.Event().wait()
        return 0

    began = time.monotonic()
    assert bench.run(body) == 130
    assert time.monotonic() - began < 10


def test_an_error_in_the_runner_itself_still_stops_what_was_started(bench: Bench) -> None:
    pids: list[int] = []

    async def body(supervisor: Supervisor) -> int:
        await supervisor.start(bench.spec("web", ENDLESS))
        pids.append(supervisor.pids["web"])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        bench.run(body)
    assert not alive(pids[0])


def test_lines_go_to_a_log_of_the_process_and_remarkable_ones_to_the_terminal(
    bench: Bench, tmp_path: Path
) -> None:
    async def body(supervisor: Supervisor) -> int:
        script = "echo INFO all is well; echo ERROR it is not; printf 'no newline'"
        await supervisor.run(bench.spec("job", script, echo=lambda line: "INFO" not in line))
        return 0

    assert bench.run(body) == 0
    assert (tmp_path / "job.log").read_text() == "INFO all is well\nERROR it is not\nno newline\n"
    assert "job                ERROR it is not" in bench.said
    assert "all is well" not in bench.said


def test_a_very_long_line_is_no_trouble(bench: Bench, tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> int:
        long_line = (sys.executable, "-c", "print('x' * 300_000)")
        await supervisor.run(Spec(name="long", command=long_line, env=dict(os.environ)))
        return 0

    assert bench.run(body) == 0
    assert len((tmp_path / "long.log").read_text()) == 300_001


def test_a_program_that_does_not_exist_is_said(bench: Bench) -> None:
    async def body(supervisor: Supervisor) -> int:
        await supervisor.start(Spec(name="web", command=("/nowhere/at-all",), env={}))
        return 0

    assert bench.run(body) == 1
    assert "web could not be started" in bench.said


@pytest.mark.parametrize(
    ("code", "words"),
    [(3, "ended with exit code 3"), (-9, "was ended by SIGKILL"), (-77, "was ended by signal 77")],
)
def test_an_ending_in_words(code: int, words: str) -> None:
    assert ending(code) == words
