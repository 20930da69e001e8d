"""Asking Piclo: a token on each request, reads repeated with patience, every attempt recorded."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from itertools import count
from typing import Any

import httpx

from portal.piclo.answers import opened, understand
from portal.piclo.calls import CallRecord, Outcome, Recorder
from portal.piclo.connection_settings import ConnectionSettings
from portal.piclo.endpoints import SIGN_IN, Endpoint
from portal.piclo.errors import Malformed, NotFound, PicloError, Rejected, Unauthorised, Unavailable
from portal.piclo.tokens import TokenCache, TokenKey
from portal.piclo.wire.writing import to_wire

Params = Mapping[str, object]

_FIRST_PAUSE = 0.5

# Failures after which Piclo cannot have seen the request. All others leave it open.
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
)


@dataclass(slots=True)
class _Request:
    """One operation being asked for, and how often it has been tried."""

    endpoint: Endpoint
    path: str
    params: dict[str, str]
    body: Any = None
    tries: Iterator[int] = field(default_factory=lambda: count(1))


def http_client(transport: httpx.BaseTransport | None) -> httpx.Client:
    """An HTTP client that follows nothing and keeps no cookies, because connections share it."""
    return httpx.Client(transport=transport, cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])))


class Exchange:
    """Requests and answers over one connection."""

    def __init__(
        self,
        settings: ConnectionSettings,
        *,
        http: httpx.Client,
        recorder: Recorder,
        run_id: int | None,
        tokens: TokenCache,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._settings = settings
        self._http = http
        self._recorder = recorder
        self._run_id = run_id
        self._tokens = tokens
        self._now = now
        self._sleep = sleep
        self._timeout = httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout)
        self._token_key = TokenKey.of(settings.base_url, settings.client_id, settings.api_key)

    def ask(self, endpoint: Endpoint, path: str, *, body: Any = None) -> Any:
        """The JSON of Piclo's answer, or a PicloError."""
        return self._patiently(_Request(endpoint, path, {}, body))

    def lists(self, endpoint: Endpoint, path: str, params: Params) -> Iterator[list[Any]]:
        """The records of a list, as many at a time as Piclo gives; further pages are followed to the end."""
        query = _query(params) | ({"page_size": str(self._settings.page_size)} if endpoint.paged else {})
        asked: list[dict[str, str]] = []
        while query not in asked:
            asked.append(query)
            records, following = opened(self._patiently(_Request(endpoint, path, query)))
            yield records
            if following is None:
                return
            query = _next_query(following, path)
        raise Malformed("Piclo's pages go round in a circle")

    def _patiently(self, request: _Request) -> Any:
        """Asked again while Piclo is unavailable, the operation only reads and the waits stay within bounds."""
        waited = 0.0
        attempt = 1
        while True:
            try:
                return self._signed(request)
            except Unavailable as error:
                pause = _pause(error, attempt)
                if not self._may_repeat(request, attempt, waited + pause):
                    raise
            self._sleep(pause)
            waited += pause
            attempt += 1

    def _may_repeat(self, request: _Request, attempt: int, waited: float) -> bool:
        patient = attempt < self._settings.attempts and waited <= self._settings.longest_wait
        return request.endpoint.reads and patient

    def _signed(self, request: _Request) -> Any:
        """Sent with a token; a token that Piclo no longer takes is renewed once."""
        token = self._token()
        try:
            return self._send(request, token)
        except Unauthorised:
            self._tokens.drop(self._token_key, token)
            return self._send(request, self._token())

    def _token(self) -> str:
        return self._tokens.get(self._token_key, self._sign_in, self._now())

    def _sign_in(self) -> str:
        """A fresh token. Whatever fails here, the operation itself has not left."""
        credentials = {"client_id": self._settings.client_id, "api_key": self._settings.api_key}
        try:
            answer = self._send(_Request(SIGN_IN, SIGN_IN.path_for(), {}, credentials))
        except NotFound as error:
            words = "This address is not that of Piclo's API: nobody signs in there."
            raise NotFound(words, status=error.status) from error
        except Rejected as error:
            words = f"Piclo does not accept the client id and key. {error.words}"
            raise Unauthorised(words, status=error.status, fields=error.fields) from error
        except PicloError as error:
            error.may_have_arrived = False
            raise
        token = answer.get("token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise Malformed("Piclo's answer to signing in holds no token")
        return token

    def _send(self, request: _Request, token: str | None = None) -> Any:
        """One attempt, recorded however it ends."""
        at, started, status = self._now(), time.perf_counter(), None
        outcome = Outcome.UNAVAILABLE
        try:
            response = self._transmit(request, token)
            status = response.status_code
            answer = understand(request.endpoint, response, self._now())
            outcome = Outcome.OK
        except PicloError as error:
            outcome = _outcome(error, status)
            raise
        finally:
            self._recorder(
                CallRecord(
                    endpoint=request.endpoint.name,
                    method=request.endpoint.method,
                    path=request.path,
                    status=status,
                    outcome=outcome,
                    duration_ms=round((time.perf_counter() - started) * 1000),
                    attempt=next(request.tries),
                    at=at,
                    run_id=self._run_id,
                )
            )
        return answer

    def _transmit(self, request: _Request, token: str | None) -> httpx.Response:
        try:
            return self._http.request(
                request.endpoint.method,
                self._settings.base_url + request.path,
                params=request.params or None,
                json=request.body,
                headers={"Authorization": f"Bearer {token}"} if token else None,
                timeout=self._timeout,
            )
        except httpx.DecodingError as error:
            raise Malformed("Piclo's answer cannot be unpacked", may_have_arrived=True) from error
        except _NEVER_LEFT as error:
            raise Unavailable(f"Piclo cannot be reached ({type(error).__name__})") from error
        except httpx.TimeoutException as error:
            raise Unavailable("Piclo did not answer in time", may_have_arrived=True) from error
        except httpx.RequestError as error:
            words = f"The line to Piclo broke ({type(error).__name__})"
            raise Unavailable(words, may_have_arrived=True) from error


def _query(params: Params) -> dict[str, str]:
    return {name: str(to_wire(value)) for name, value in params.items() if value is not None}


def _next_query(following: str, path: str) -> dict[str, str]:
    """The query of a next page. Only the query is taken: the token goes to no other address than the connection's."""
    try:
        address = httpx.URL(following)
    except (httpx.InvalidURL, ValueError) as error:
        raise Malformed("Piclo's address of the next page cannot be read") from error
    if address.path not in {"", "/"} and not address.path.endswith(path):
        raise Malformed("Piclo's next page is of another list")
    return dict(address.params)


def _pause(error: Unavailable, attempt: int) -> float:
    """How long to wait: as long as Piclo asks, else twice as long each time, with jitter so that clients spread."""
    if error.retry_after is not None:
        return error.retry_after
    return _FIRST_PAUSE * float(2 ** (attempt - 1)) * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing


def _outcome(error: PicloError, status: int | None) -> Outcome:
    if isinstance(error, Unauthorised):
        return Outcome.UNAUTHORISED
    if isinstance(error, Rejected):
        return Outcome.REJECTED
    if isinstance(error, Malformed):
        return Outcome.MALFORMED
    return Outcome.UNAVAILABLE if status is None or status >= 500 else Outcome.BUSY
