"""What an answer of Piclo's means: its JSON, or the error that it is."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
import msgspec

from portal.piclo.endpoints import Endpoint
from portal.piclo.errors import Malformed, NotFound, Rejected, Unauthorised, Unavailable
from portal.piclo.refusals import fields_of, words_of
from portal.piclo.wire import Received, Unreadable, read
from portal.piclo.wire.base import Resource

R = TypeVar("R", bound=Resource)

# Statuses that say "not now" before anything was done.
_NOT_NOW = {408, 425, 429}


def understand(endpoint: Endpoint, response: httpx.Response, now: datetime) -> Any:
    """The JSON of a good answer (None where it is empty), else the error that the answer is."""
    status = response.status_code
    if 200 <= status < 300:
        return _json(endpoint, response)
    if status in _NOT_NOW or status >= 500:
        raise Unavailable(
            f"Piclo is too busy (status {status})"
            if status in _NOT_NOW
            else f"Piclo failed (status {status})",
            retry_after=retry_after(response.headers.get("Retry-After"), now),
            may_have_arrived=status >= 500,
        )
    if 400 <= status < 500:
        raise _rejection(response)
    raise Malformed(
        f"Piclo answered with status {status}, which means nothing here", may_have_arrived=not endpoint.reads
    )


def one(kind: type[R], answer: Any, *, may_have_arrived: bool = False) -> Received[R]:
    """A single record; Malformed with the field in words where it cannot be read."""
    try:
        return read(kind, answer)
    except Unreadable as error:
        raise Malformed(
            f"Piclo's {kind.__name__} cannot be read: {error}", may_have_arrived=may_have_arrived
        ) from error


def opened(answer: Any) -> tuple[list[Any], str | None]:
    """The records of a list and the address of its next page, from a bare array or an envelope."""
    if isinstance(answer, list):
        return answer, None
    if isinstance(answer, dict) and isinstance(answer.get("results"), list):
        following = answer.get("next")
        if following is None or isinstance(following, str):
            return answer["results"], following or None
    raise Malformed("Piclo answered with something that is no list")


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds to wait, from a Retry-After in seconds or as an HTTP date; None where it says nothing usable."""
    if not header:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _json(endpoint: Endpoint, response: httpx.Response) -> Any:
    if not response.content:
        return None
    try:
        answer = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("Piclo's answer is not JSON", may_have_arrived=not endpoint.reads) from error
    return without_nul(answer) if rb"\u0000" in response.content else answer


def without_nul(value: Any) -> Any:
    """The NUL sign, which PostgreSQL cannot keep, shown as the sign for what cannot be shown."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, list):
        return [without_nul(inner) for inner in value]
    if isinstance(value, dict):
        return {without_nul(name): without_nul(inner) for name, inner in value.items()}
    return value


def _rejection(response: httpx.Response) -> Rejected:
    fields = fields_of(response)
    kind = {401: Unauthorised, 404: NotFound}.get(response.status_code, Rejected)
    return kind(words_of(fields, response.status_code), status=response.status_code, fields=fields)
