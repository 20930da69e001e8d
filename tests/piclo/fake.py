"""A Piclo in memory: answers from a script and keeps what it was asked."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from portal.piclo.calls import CallRecord
from portal.piclo.client import PicloClient
from portal.piclo.connection_settings import ConnectionSettings
from portal.piclo.tokens import TokenCache

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
API_KEY = "the-key-nobody-may-see"
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


def jwt(expires_at: datetime, number: int = 1) -> str:
    """A token whose payload says when it expires."""
    claims = {"n": number, "exp": int(expires_at.timestamp())}
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"head.{payload}.signature"


def ok(body: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)


class FakePiclo:
    """Signs everybody in; other requests get the script's answers in turn, the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.sign_ins: list[Answer] = []
        self.requests: list[httpx.Request] = []
        self.signed_in = 0
        self.clock = NOW
        self.slept: list[float] = []
        self.calls: list[CallRecord] = []
        self.tokens = TokenCache()

    def client(self, **changes: Any) -> PicloClient:
        """A client of this Piclo whose clock and sleep are this Piclo's."""
        values = {"base_url": "https://piclo.test", "client_id": "client", "api_key": API_KEY} | changes
        return PicloClient(
            ConnectionSettings(**values),
            transport=httpx.MockTransport(self.answer),
            recorder=self.calls.append,
            run_id=7,
            tokens=self.tokens,
            now=lambda: self.clock,
            sleep=self.sleep,
        )

    def sleep(self, seconds: float) -> None:
        """Time passes."""
        self.slept.append(seconds)
        self.clock += timedelta(seconds=seconds)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """The next answer."""
        if request.url.path.endswith("/authtoken/v1/"):
            self.signed_in += 1
            token = jwt(self.clock + timedelta(hours=1), self.signed_in)
            return played(self.sign_ins.pop(0), request) if self.sign_ins else ok({"token": token})
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return played(answer, request)


def played(answer: Answer, request: httpx.Request) -> httpx.Response:
    if isinstance(answer, Exception):
        raise answer
    return answer if isinstance(answer, httpx.Response) else answer(request)
