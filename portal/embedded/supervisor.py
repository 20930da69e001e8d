"""Starts processes by readiness, watches them, and stops them in reverse order."""

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from portal.embedded.child import AFTER_FORCE, Child, Spec, ending
from portal.embedded.console import Console
from portal.embedded.errors import ChildError, EmbeddedError
from portal.embedded.watchdog import Watchdog

POLL = 0.05
RESTART_PAUSE = 0.5


class Supervisor:
    """The processes of one run. The first unexpected end of a service is the end of the run, unless it is restarted."""

    def __init__(self, console: Console, watchdog: Watchdog) -> None:
        self.console = console
        self.hurry = asyncio.Event()
        self.failure: asyncio.Future[ChildError] = asyncio.get_running_loop().create_future()
        self.on_change: Callable[[], None] = lambda: None  # a service was started, or started again
        self._watchdog = watchdog
        self._services: dict[str, Child] = {}
        self._running: list[Child] = []  # services and jobs in order of starting
        self._spawning: set[asyncio.Task[Child]] = set()
        self._tasks: set[asyncio.Task[None]] = set()  # watchers and background jobs

    @property
    def pids(self) -> dict[str, int]:
        """The main process of each service."""
        return {name: child.pid for name, child in self._services.items()}

    async def start(self, spec: Spec) -> None:
        """Start a service and return when it is ready."""
        began = time.monotonic()
        child = self._services[spec.name] = await self._spawn(spec)
        watcher = self._keep(self._watch(spec))
        await self._until_ready(child, watcher)
        reached = "ready" if spec.ready else "started"
        self.console.progress(spec.name, f"{reached} in {time.monotonic() - began:.1f} s")
        self.on_change()

    async def run(self, spec: Spec) -> Child:
        """Run a job to its end; a failing one is an error."""
        began = time.monotonic()
        child = await self.run_unchecked(spec)
        if child.exit_code:
            raise child.failed(ending(child.exit_code))
        self.console.progress(spec.name, f"done in {time.monotonic() - began:.1f} s")
        return child

    async def run_unchecked(self, spec: Spec) -> Child:
        """Run a job to its end, whatever that is."""
        child = await self._spawn(spec)
        await child.wait()
        self._forget(child)
        return child

    def in_background(self, *specs: Spec) -> None:
        """Run jobs, one after the other, beside everything else; a failing one is said and ends no service."""
        self._keep(self._run_in_background(specs))

    async def stop(self) -> None:
        """Everything, from the last started to the first."""
        for task in self._tasks:
            task.cancel()
        if self._spawning:
            await asyncio.wait(self._spawning)
        for child in self._running[::-1]:
            await child.stop(self.hurry)
            self._forget(child)

    async def _spawn(self, spec: Spec) -> Child:
        """Shielded: a process whose starting was interrupted is still known, and stopped."""
        task = asyncio.create_task(self._spawn_now(spec))
        self._spawning.add(task)
        task.add_done_callback(self._spawning.discard)
        return await asyncio.shield(task)

    async def _spawn_now(self, spec: Spec) -> Child:
        heard = spec.sink or (lambda line: self.console.line(spec.name, line, echo=spec.echo(line)))
        child = Child(spec, heard)
        await child.start()
        self._watchdog.guard(child.pid, spec.stop_signal)
        self._running.append(child)
        return child

    def _forget(self, child: Child) -> None:
        self._watchdog.forget(child.pid)
        self._running.remove(child)

    def _keep(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _until_ready(self, child: Child, watcher: asyncio.Task[None]) -> None:
        deadline = time.monotonic() + child.spec.patience
        while child.spec.ready and not await child.spec.ready():
            if child.exit_code is not None:
                await asyncio.wait({watcher}, timeout=AFTER_FORCE)
                raise child.failed(ending(child.exit_code))
            if time.monotonic() > deadline:
                raise child.failed(f"was not ready after {child.spec.patience:.0f} s")
            await asyncio.sleep(POLL)

    async def _watch(self, spec: Spec) -> None:
        """Wait for the service's end, and start it again where that is asked for."""
        while True:
            child = self._services[spec.name]
            code = await child.wait()
            if not spec.restart:
                return self._fail(child.failed(f"{ending(code)} unexpectedly"))
            self.console.say(f"{spec.name} {ending(code)}; starting it again")
            self._forget(child)
            await asyncio.sleep(RESTART_PAUSE)
            try:
                self._services[spec.name] = await self._spawn(spec)
            except ChildError as error:
                return self._fail(error)
            self.on_change()

    def _fail(self, error: ChildError) -> None:
        if not self.failure.done():
            self.failure.set_result(error)

    async def _run_in_background(self, specs: Sequence[Spec]) -> None:
        try:
            for spec in specs:
                await self.run(spec)
        except ChildError as error:
            self.console.say(str(error))


Body = Callable[[Supervisor], Coroutine[Any, Any, int]]


def supervise(body: Body, console: Console, *, interrupted: int = 130, held: Sequence[int] = ()) -> int:
    """Run `body` with a supervisor; whatever happens, everything it started has been stopped when this returns.

    Gives the body's exit code, 1 after a failure (which has been said), or `interrupted` after Ctrl-C or SIGTERM.
    `held` are descriptors of locks that outlive a killed runner until everything it started has ended.
    """
    watchdog = Watchdog(held)
    try:
        return asyncio.run(_supervise(body, console, watchdog, interrupted))
    finally:
        watchdog.close()
        console.close()


async def _supervise(body: Body, console: Console, watchdog: Watchdog, interrupted: int) -> int:
    supervisor = Supervisor(console, watchdog)
    interrupt = asyncio.Event()

    def on_signal() -> None:
        if interrupt.is_set():
            supervisor.hurry.set()
        interrupt.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, on_signal)
    work = asyncio.create_task(body(supervisor))
    interruption = asyncio.create_task(interrupt.wait())
    try:
        return await _first(work, interruption, supervisor.failure, interrupted, console)
    finally:
        work.cancel()
        interruption.cancel()
        await asyncio.wait({work, interruption})
        await supervisor.stop()
        console.progress("everything", "stopped")


async def _first(
    work: asyncio.Task[int],
    interruption: asyncio.Task[bool],
    failure: asyncio.Future[ChildError],
    interrupted: int,
    console: Console,
) -> int:
    waited: set[asyncio.Future[Any]] = {work, interruption, failure}
    await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
    try:
        if work.done():
            return work.result()
        if failure.done():
            raise failure.result()
    except EmbeddedError as error:
        console.say(f"{error}\nStopping everything.")
        return 1
    console.say("Stopping (once more to hurry).")
    return interrupted
