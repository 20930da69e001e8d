"""What a handler gets and gives, and the door in front of it: method, token, rate, errors as JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from experience.api.limits import seconds_to_wait
from experience.api.tokens import BadToken, read_token
from experience.market.errors import Refused
from experience.market.models import FlexProvider, MachineUser


@dataclass(frozen=True)
class Call:
    """One authenticated call by a provider's machine."""

    provider: FlexProvider
    query: QueryDict
    body: bytes
    address: str
    now: datetime

    def json(self) -> dict[str, Any]:
        """The body, which must be a JSON object."""
        try:
            value = msgspec.json.decode(self.body)
        except msgspec.DecodeError as error:
            raise Refused({"detail": f"JSON parse error - {error}"}) from error
        if not isinstance(value, dict):
            raise Refused("Invalid data. Expected a dictionary.")
        return value


@dataclass(frozen=True)
class Answer:
    """A status and a value to send as JSON."""

    value: Any
    status: int = 200


# What answers one method of one path: a call and the ids in the path.
Handler = Callable[..., Answer]


class Problem(Exception):
    """A call that is turned away at the door."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers or {}


def reply(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """A value as JSON. No content has no body."""
    content = b"" if status == 204 else msgspec.json.encode(value)
    return HttpResponse(content, content_type="application/json", status=status, headers=headers)


def endpoint(**handlers: Handler) -> Callable[..., HttpResponse]:
    """A view out of handlers by method: `endpoint(GET=asset_list, POST=asset_create)`."""

    @csrf_exempt
    def view(request: HttpRequest, **ids: str) -> HttpResponse:
        try:
            handler = handlers.get(request.method or "")
            call = _admit(request)
            if handler is None:
                raise Problem(405, f'Method "{request.method}" not allowed.', {"Allow": ", ".join(handlers)})
            answer = handler(call, **ids)
        except Problem as problem:
            return reply({"detail": problem.detail}, problem.status, problem.headers)
        except Refused as refusal:
            return reply(refusal.fields, 400)
        except ObjectDoesNotExist:
            return reply({"detail": "Not found."}, 404)
        return reply(answer.value, answer.status)

    return view


def _admit(request: HttpRequest) -> Call:
    now = timezone.now()
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    challenge = {"WWW-Authenticate": "Bearer"}
    if kind.lower() != "bearer" or not token:
        raise Problem(401, "Authentication credentials were not provided.", challenge)
    try:
        claims = read_token(token.strip(), settings.SECRET_KEY, now=now)
    except BadToken as error:
        raise Problem(401, str(error), challenge) from error
    users = MachineUser.objects.filter(client_id=claims.client_id, is_active=True)
    user = users.select_related("provider").first()
    if user is None:
        raise Problem(401, "User inactive or deleted.", challenge)
    wait = seconds_to_wait(user.client_id, settings.RATE_LIMIT, now)
    if wait:
        words = f"Request was throttled. Expected available in {wait} seconds."
        raise Problem(429, words, {"Retry-After": str(wait)})
    return Call(user.provider, request.GET, request.body, request.build_absolute_uri(), now)
