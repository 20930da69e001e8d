"""One process under the runner: in a session of its own, its output read line by line, stopped with patience."""

import asyncio
import contextlib
import os
import re
import signal
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded.errors import ChildError
from portal.embedded.paths import ROOT

LAST_LINES = 15
CHUNK = 65536
INFORMATION = re.compile(r"\b(INFO|DEBUG)\b")
Echo = Callable[[str], bool]
AFTER_FORCE = 3.0


def everything(line: str) -> bool:
    return True


def nothing(line: str) -> bool:
    return False


def remarkable(line: str) -> bool:
    """Warnings and worse, and whatever has no level."""
    return bool(line.strip()) and not INFORMATION.search(line)


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What to start and how to stop it. `env` is the whole environment of the process."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path = ROOT
    ready: Callable[[], Awaitable[bool]] | None = None
    patience: float = 60.0  # seconds to become ready
    stop_signal: signal.Signals = signal.SIGTERM
    force_signal: signal.Signals = signal.SIGKILL
    grace: float = 10.0  # seconds to end after the stop signal
    echo: Echo = everything  # which of its lines appear in the terminal and not only in its log
    restart: bool = False  # when it ends by itself it is started again
    sink: Callable[[str], None] | None = field(default=None, compare=False)  # instead of terminal and log


class Child:
    """A started Spec."""

    def __init__(self, spec: Spec, heard: Callable[[str], None]) -> None:
        self.spec = spec
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._heard = heard
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._swept = False

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError(f"{self.spec.name} has not been started")
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode if self._process else None

    async def start(self) -> None:
        # A pipe of our own: asyncio's would have wait() last until the process's orphans close it too.
        reading, writing = os.pipe()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.spec.command,
                env=dict(self.spec.env),
                cwd=self.spec.cwd,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=writing,
                start_new_session=True,
            )
        except OSError as error:
            os.close(reading)
            raise ChildError(self.spec.name, f"could not be started: {error}", []) from error
        finally:
            os.close(writing)
        self._reader = asyncio.create_task(self._read(reading))

    async def wait(self) -> int:
        """Until it has ended, its whole group with it, and its output has been read."""
        if self._process is None or self._reader is None:
            raise RuntimeError(f"{self.spec.name} has not been started")
        code = await self._process.wait()
        if not self._swept:
            self._swept = True
            self._signal_group(signal.SIGKILL)  # what it left behind has nobody to answer to
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._reader), timeout=AFTER_FORCE)
        return code

    async def stop(self, hurry: asyncio.Event) -> None:
        """Ask; wait for the grace time or until there is a hurry; then force."""
        ended = asyncio.create_task(self.wait())
        hurried = asyncio.create_task(hurry.wait())
        if self.exit_code is None:
            self._signal(self.spec.stop_signal)
        await asyncio.wait({ended, hurried}, timeout=self.spec.grace, return_when=asyncio.FIRST_COMPLETED)
        hurried.cancel()
        if not ended.done():
            self._signal(self.spec.force_signal)
            await asyncio.wait({ended}, timeout=AFTER_FORCE)
            self._signal_group(signal.SIGKILL)
        await ended

    def failed(self, what: str) -> ChildError:
        return ChildError(self.spec.name, what, list(self.last_lines))

    async def _read(self, descriptor: int) -> None:
        stream = asyncio.StreamReader()
        pipe = os.fdopen(descriptor, "rb", buffering=0)
        protocol = asyncio.StreamReaderProtocol(stream)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, pipe)
        rest = b""
        while chunk := await stream.read(CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._hear(line)
        if rest:
            self._hear(rest)
        transport.close()

    def _hear(self, raw: bytes) -> None:
        line = raw.decode(errors="replace").rstrip("\r")
        self.last_lines.append(line)
        self._heard(line)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def _signal_group(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)


def ending(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
