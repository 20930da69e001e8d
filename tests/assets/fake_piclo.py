"""Piclo's asset endpoints from memory, with the ways in which a network fails."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from portal.piclo.client import PicloClient
from portal.piclo.models import Connection
from portal.piclo.tokens import TokenCache

CREATED = "2026-11-20T10:00:00Z"


class FakePiclo:
    """Assets by id. `fault` is called once with the next write, before or after it is carried out."""

    def __init__(self) -> None:
        self.assets: dict[str, dict[str, Any]] = {}
        self.writes: list[tuple[str, dict[str, Any]]] = []
        self.reads = 0
        self.now = lambda: datetime.now(UTC)
        self.before_write: Callable[[], httpx.Response | None] | None = None
        self.after_write: Callable[[], httpx.Response | None] | None = None

    def open(self, connection: Connection) -> PicloClient:
        """A client of this Piclo, in place of `client_for`."""
        transport = httpx.MockTransport(self.answer)
        return PicloClient(
            connection.settings(),
            transport=transport,
            tokens=TokenCache(),
            now=self.now,
            sleep=lambda seconds: None,
        )

    def add(self, piclo_id: str, **fields: Any) -> dict[str, Any]:
        """An asset that Piclo has already."""
        record = {
            "id": piclo_id,
            "ref": piclo_id,
            "name": f"Asset {piclo_id}",
            "status": "operational",
            "asset_category": "storage",
            "asset_type": "battery",
            "voltage_level": "11.00",
            "country_code": "GB",
            "postcode": "EH21 6AA",
            "created": CREATED,
            **fields,
        }
        self.assets[piclo_id] = record
        return record

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/authtoken/v1/":
            return httpx.Response(200, json={"token": "a.b.c"})
        if request.method == "GET":
            self.reads += 1
            return self._read(request)
        if fault := self._fault("before_write"):
            return fault
        done = self._write(request)
        return self._fault("after_write") or done

    def _read(self, request: httpx.Request) -> httpx.Response:
        piclo_id = request.url.path.removeprefix("/assets/v1/").strip("/")
        if piclo_id:
            found = self.assets.get(piclo_id)
            return (
                httpx.Response(200, json=found)
                if found
                else httpx.Response(404, json={"detail": "Not found."})
            )
        ref = request.url.params.get("ref")
        return httpx.Response(
            200, json=[record for record in self.assets.values() if ref in (None, record["ref"])]
        )

    def _write(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.writes.append((request.method, body))
        if request.method == "POST":
            record = {"id": f"pic{len(self.assets) + 1:04d}", "created": CREATED, **body}
            self.assets[record["id"]] = record
            return httpx.Response(201, json=record)
        record = self.assets[request.url.path.removeprefix("/assets/v1/").strip("/")]
        record.update(body)
        return httpx.Response(200, json=record)

    def _fault(self, when: str) -> httpx.Response | None:
        fault = getattr(self, when)
        setattr(self, when, None)
        return fault() if fault else None


def broken_line() -> httpx.Response | None:
    """The answer never comes."""
    raise httpx.ReadTimeout("no answer")


def refusing(status: int, **body: Any) -> Callable[[], httpx.Response]:
    """An answer in Piclo's shape of errors."""
    return lambda: httpx.Response(status, json=body)
