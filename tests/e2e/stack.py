"""The running processes that journeys go through, as var/run.json describes them."""

import json
import os
import re
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

T = TypeVar("T")
# A worker that is killed in the middle of a call leaves a claim that lapses after three minutes.
PATIENCE_S = 240.0


def wait_for(what: str, look: Callable[[], T | None], patience_s: float = PATIENCE_S) -> T:
    """Ask again until there is an answer; fails with `what` when there is none in time."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        try:
            if found := look():
                return found
        except httpx.TransportError:
            # A process that was killed is on its way back.
            pass
        time.sleep(0.25)
    raise AssertionError(f"waited {patience_s:.0f} s for {what}")


@dataclass(frozen=True)
class Stack:
    """Where everything runs. Read anew where processes may have been replaced."""

    file: Path

    @property
    def said(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.file.read_text())
        return content

    @property
    def portal_url(self) -> str:
        return str(self.said["portal_url"])

    @property
    def experience_url(self) -> str:
        return str(self.said["experience_url"])

    def login(self, role: str) -> dict[str, str]:
        return next(login for login in self.said["logins"] if login["role"] == role)

    def kill_worker(self) -> None:
        """As the kernel would: at once, with whatever it had in hand. The runner starts another."""
        wait_for("a worker to kill", self._killed, patience_s=20)

    def _killed(self) -> bool:
        try:
            os.kill(self.said["pids"]["worker"], signal.SIGKILL)
        except ProcessLookupError:
            # The one killed before has no successor yet.
            return False
        return True

    def empty_broker(self) -> None:
        """Everything that was rung is forgotten."""
        address = urlsplit(self.said["services"]["broker_url"])
        with socket.create_connection((address.hostname or "127.0.0.1", address.port or 6379), 5) as wire:
            password = f"AUTH {address.password}\r\n" if address.password else ""
            wire.sendall(f"{password}FLUSHALL\r\n".encode())
            wire.recv(200)


class Person(httpx.Client):
    """Somebody signed in to the portal, who asks its API as their browser would."""

    def __init__(self, stack: Stack, role: str) -> None:
        super().__init__(base_url=stack.portal_url, timeout=30, follow_redirects=True)
        login = stack.login(role)
        page = self.get("/sign-in/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        words = {"login": login["email"], "password": login["password"], "csrfmiddlewaretoken": token[1]}
        answer = self.post("/sign-in/login/", data=words, headers={"Referer": stack.portal_url})
        assert answer.status_code == 200
        assert "Sign out" in answer.text

    def ask(self, path: str, **query: Any) -> Any:
        answer = self.get(f"/api/v1/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def tell(self, path: str, method: str = "POST", *, files: Any = None, **words: Any) -> Any:
        token = next(cookie.value for cookie in self.cookies.jar if cookie.name == "flexdesk_csrf")
        headers = {"X-CSRFToken": token or "", "Referer": str(self.base_url)}
        body: dict[str, Any] = {"data": words, "files": files} if files else {"json": words}
        answer = self.request(method, f"/api/v1/{path}", headers=headers, **body)
        assert answer.status_code < 300, answer.text
        return answer.json()


class Operator(httpx.Client):
    """The operator of the practice market."""

    def __init__(self, stack: Stack) -> None:
        key = stack.said["experience"]["operator_key"]
        super().__init__(
            base_url=stack.experience_url, timeout=30, headers={"Authorization": f"Bearer {key}"}
        )

    def do(self, verb: str, **order: Any) -> dict[str, Any]:
        answer = self.post(f"/operator/v1/{verb}/", json=order)
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content

    def meter_data(self, asset: str, days: int = 40) -> bytes:
        answer = self.get("/operator/v1/meter-data/", params={"asset": asset, "days": days})
        assert answer.status_code == 200, answer.text
        return answer.content


class Market(httpx.Client):
    """The provider's own view of Piclo, past the portal: what has really arrived there."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(base_url=stack.experience_url, timeout=30)
        piclo = stack.said["piclo"]
        words = {"client_id": piclo["client_id"], "api_key": piclo["api_key"]}
        self.headers["Authorization"] = f"Bearer {self.post('/authtoken/v1/', json=words).json()['token']}"

    def read(self, path: str, **query: Any) -> Any:
        answer = self.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()
