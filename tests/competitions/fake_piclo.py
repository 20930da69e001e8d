"""Piclo's applications from memory, with the ways in which a network fails."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from portal.piclo.client import PicloClient
from portal.piclo.models import Connection
from portal.piclo.tokens import TokenCache

Fault = Callable[[], httpx.Response | None]


class FakePiclo:
    """Applications by id. A fault strikes the next write once, before or after it is carried out."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.applications: dict[str, dict[str, Any]] = {}
        self.writes: list[tuple[str, dict[str, Any]]] = []
        self.before_write: Fault | None = None
        self.after_write: Fault | None = None

    def open(self, connection: Connection) -> PicloClient:
        transport = httpx.MockTransport(self.answer)
        return PicloClient(
            connection.settings(), transport=transport, tokens=TokenCache(), sleep=lambda seconds: None
        )

    def add(self, reference: str, **fields: Any) -> dict[str, Any]:
        """An application that Piclo has already."""
        record = {
            "id": f"app{len(self.applications) + 1}",
            "dps_record_reference": reference,
            "operator_name": "Pennine Electricity",
            "status": "pending",
            "reason": "",
            "submitted": "2026-11-20T10:00:00Z",
            "decided": None,
            "modified": "2026-11-20T10:00:00Z",
            **fields,
        }
        self.applications[record["id"]] = record
        return record

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/authtoken/v1/":
            return httpx.Response(200, json={"token": "a.b.c"})
        if self.status != 200:
            return httpx.Response(self.status, json={"detail": "No."})
        if request.method == "GET":
            return httpx.Response(200, json=list(self.applications.values()))
        if fault := self._strike("before_write"):
            return fault
        done = self._write(request)
        return self._strike("after_write") or done

    def _write(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.writes.append((request.method, body))
        submitted = f"2026-11-25T10:00:{len(self.writes):02d}Z"
        if request.method == "POST":
            return httpx.Response(201, json=self.add(body["dps_record_reference"], submitted=submitted))
        record = self.applications[request.url.path.removeprefix("/applications/v1/").strip("/")]
        record |= {"status": "pending", "reason": "", "submitted": submitted, "decided": None}
        return httpx.Response(200, json=record)

    def _strike(self, when: str) -> httpx.Response | None:
        fault = getattr(self, when)
        setattr(self, when, None)
        return fault() if fault else None


def broken_line() -> httpx.Response | None:
    """The answer never comes."""
    raise httpx.ReadTimeout("no answer")


def no_line() -> httpx.Response | None:
    """The request never leaves."""
    raise httpx.ConnectError("no route")


def refusing(status: int, **body: Any) -> Fault:
    """An answer in Piclo's shape of errors."""
    return lambda: httpx.Response(status, json=body)
