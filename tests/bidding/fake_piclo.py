"""A Piclo of one provider behind an httpx transport, that can fail in every way a network can."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

import httpx

from portal.piclo.calls import forget
from portal.piclo.client import PicloClient
from portal.piclo.models import Connection
from portal.piclo.tokens import TokenCache
from tests.factories.bidding import NOW

# base64 of {"alg":"none"} and of {"exp":9999999999}: a token that holds for ever.
TOKEN = "eyJhbGciOiJub25lIn0.eyJleHAiOjk5OTk5OTk5OTl9.x"


@dataclass
class FakePiclo:
    """Ballots are kept in `ballots`; `fault` is what happens to the next write, before or after it is stored."""

    ballots: list[dict[str, Any]] = field(default_factory=list)
    fault: str = ""
    results: list[dict[str, Any]] = field(default_factory=list)
    obligations: list[dict[str, Any]] = field(default_factory=list)
    obligated: dict[str, list[str]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    created: datetime = NOW
    before_post: Callable[[], None] = lambda: None
    lock: Lock = field(default_factory=Lock)

    def client(self, connection: Connection, run_id: int | None = None) -> PicloClient:
        return PicloClient(
            connection.settings(),
            transport=httpx.MockTransport(self.handle),
            recorder=forget,
            tokens=TokenCache(),
            sleep=lambda seconds: None,
        )

    def posts(self) -> int:
        """How often a ballot was posted."""
        return sum(request.startswith("POST /bids") for request in self.requests)

    def handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/authtoken/v1/":
            return httpx.Response(401 if self.fault == "wrong key" else 200, json={"token": TOKEN})
        with self.lock:
            self.requests.append(f"{request.method} {request.url.path}")
        answer = self.answer(request)
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    def answer(self, request: httpx.Request) -> Any:
        path = request.url.path
        if request.method == "POST":
            return self.post(request)
        if request.method == "DELETE":
            return self.delete(path.strip("/").split("/")[-1])
        if path.startswith("/bids/"):
            return self.listing(path.split("/")[4])
        if path.startswith("/competition-results/"):
            return self.results
        if path.startswith("/assets/v1/obligations/"):
            return [asset_record(each) for each in self.obligated.get(path.strip("/").split("/")[-1], [])]
        return self.obligations

    def listing(self, competition_id: str) -> Any:
        if self.fault == "no reading":
            return httpx.Response(503)
        if self.fault == "not json":
            return httpx.Response(200, text="<h1>Maintenance</h1>")
        found: list[Any] = [each for each in self.ballots if each["competition_id"] == competition_id]
        return [*found, {"id": "broken"}] if self.fault == "unreadable" else found

    def post(self, request: httpx.Request) -> Any:
        self.before_post()
        fault, self.fault = self.fault, ""
        self.fail_before(fault, request)
        if fault == "refused":
            return httpx.Response(400, json={"bids": [{"capacity": ["Above the qualified capacity."]}]})
        ballot = self.store(json.loads(request.content))
        if fault == "timeout after storing":
            raise httpx.ReadTimeout("late", request=request)
        if fault == "500 after storing":
            return httpx.Response(500)
        if fault == "garbled answer":
            return httpx.Response(201, content=b"<html>")
        return httpx.Response(201, json=ballot)

    def fail_before(self, fault: str, request: httpx.Request) -> None:
        if fault == "connect error":
            raise httpx.ConnectError("no route", request=request)
        if fault == "timeout before storing":
            raise httpx.ReadTimeout("late", request=request)
        if fault == "worker killed":
            raise KeyboardInterrupt

    def store(self, body: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            for other in self.ballots:
                if other["competition_id"] == body["competition_id"] and other["status"] == "submitted":
                    other["status"] = "superseded"
            ballot = ballot_record(f"pb{len(self.ballots) + 1}", body, self.created)
            self.ballots.append(ballot)
        return ballot

    def delete(self, ballot_id: str) -> httpx.Response:
        fault, self.fault = self.fault, ""
        ballot = next((each for each in self.ballots if each["id"] == ballot_id), None)
        if ballot is None:
            return httpx.Response(404, json={"detail": "Not found."})
        if fault == "too late":
            return httpx.Response(400, json={"non_field_errors": ["Bidding closed at 17:00."]})
        if fault != "503":
            ballot["status"] = "withdrawn"
        return httpx.Response(503 if fault in {"503", "503 after"} else 204)


def ballot_record(piclo_id: str, body: dict[str, Any], created: datetime = NOW) -> dict[str, Any]:
    """A ballot as Piclo answers with, with noughts and an order of its own."""
    bids = [
        bid | {"id": f"{piclo_id}-{turn}", "status": "submitted", "capacity": f"{float(bid['capacity']):.5f}"}
        for turn, bid in enumerate(body["bids"], start=1)
    ]
    return {
        "id": piclo_id,
        "competition_id": body["competition_id"],
        "created": created.isoformat(),
        "status": "submitted",
        "bids": bids[::-1],
        "assets": body.get("assets") or {"flex": [], "planned": []},
    }


def asset_record(piclo_id: str) -> dict[str, Any]:
    return {
        "id": piclo_id,
        "provider": "prov1",
        "ref": piclo_id,
        "name": piclo_id,
        "status": "operational",
        "asset_category": "storage",
        "asset_type": "battery",
        "voltage_level": "11.00",
        "country_code": "GB",
        "postcode": "EH1 1AA",
    }
