"""A Piclo that keeps instructions in memory, answers as the contract says, and fails when told to."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from tests.factories.dispatch import dispatch_json

Fault = Callable[["FakePiclo", httpx.Request], httpx.Response]


class FakePiclo:
    """`faults` are used up one a request to respond; after that everything works."""

    def __init__(self) -> None:
        self.dispatches: dict[str, dict[str, Any]] = {}
        self.faults: list[Fault] = []
        self.requests: list[httpx.Request] = []
        self.is_away = False

    def issue(self, **changes: Any) -> dict[str, Any]:
        """Put an instruction there, or a change of it."""
        record = dispatch_json(**changes)
        self.dispatches[record["id"]] = record
        return record

    @property
    def answers_sent(self) -> list[dict[str, Any]]:
        """All that was posted, answer by answer."""
        posted = [json.loads(one.content) for one in self.requests if one.url.path.endswith("/respond/")]
        return [answer for body in posted for answer in body["responses"]]

    def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if self.is_away:
            raise httpx.ConnectError("refused", request=request)
        if path == "/authtoken/v1/":
            return httpx.Response(200, json={"token": "token"})
        self.requests.append(request)
        if path == "/dispatches/v1/respond/":
            return self.faults.pop(0)(self, request) if self.faults else self.respond(request)
        if path == "/dispatches/v1/":
            return self.listing(request)
        found = self.dispatches.get(path.split("/")[3])
        return (
            httpx.Response(200, json=found) if found else httpx.Response(404, json={"detail": "Not found."})
        )

    def listing(self, request: httpx.Request) -> httpx.Response:
        since = request.url.params.get("modified_since", "")
        return httpx.Response(200, json=[one for one in self.dispatches.values() if one["modified"] >= since])

    def respond(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        return httpx.Response(200, json={"results": [self._take(answer) for answer in body["responses"]]})

    def _take(self, answer: dict[str, Any]) -> dict[str, Any]:
        record = self.dispatches.get(answer["id"])
        if record is None:
            return {"id": answer["id"], "status": "", "error": "No such instruction."}
        wanted = {"accept": "accepted", "reject": "rejected"}[answer["response"]]
        if record["status"] == "pending":
            record["status"] = wanted
            record["version"] += 1
            record["modified"] = "2026-11-23T15:42:00Z"
        error = None if record["status"] == wanted else f"The instruction is already {record['status']}."
        return {"id": answer["id"], "status": record["status"], "error": error}


def no_connection(piclo: FakePiclo, request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


def lost_before(piclo: FakePiclo, request: httpx.Request) -> httpx.Response:
    """The request never reached Piclo's books, and we cannot know."""
    raise httpx.ReadTimeout("no answer", request=request)


def lost_after(piclo: FakePiclo, request: httpx.Request) -> httpx.Response:
    """Piclo took the answers; its word got lost."""
    piclo.respond(request)
    raise httpx.ReadTimeout("no answer", request=request)


def garbled_after(piclo: FakePiclo, request: httpx.Request) -> httpx.Response:
    piclo.respond(request)
    return httpx.Response(200, content=b"<html>")


def broken_after(piclo: FakePiclo, request: httpx.Request) -> httpx.Response:
    piclo.respond(request)
    return httpx.Response(502)


def busy(piclo: FakePiclo, request: httpx.Request) -> httpx.Response:
    return httpx.Response(429, json={"detail": "Slow down."}, headers={"Retry-After": "7"})


def key_refused(piclo: FakePiclo, request: httpx.Request) -> httpx.Response:
    return httpx.Response(401, json={"detail": "Who are you?"})


def content_refused(piclo: FakePiclo, request: httpx.Request) -> httpx.Response:
    return httpx.Response(400, json={"responses": ["One of these is wrong."]})


def says_nothing(piclo: FakePiclo, request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"results": []})
