"""Taking webhooks in: signed calls over HTTP until 200, against the same bodies inserted and committed."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psycopg
from django.urls import reverse

from bench.line import Line, median, seconds
from bench.stack import Stack
from portal.piclo.models import Connection

BARE = (
    "CREATE TABLE bare_webhook (id bigserial PRIMARY KEY, received_at timestamptz DEFAULT now(), body bytea)"
)
CALLS, SENDERS, ROUNDS = 2_000, 4, 3


def measure(stack: Stack) -> Line:
    """Median of three rounds each, four senders at once on both sides, every call its own commit."""
    bodies = [_body(number) for number in range(CALLS)]
    url = stack.portal_url + reverse("dispatch:webhook", args=[Connection.objects.get().webhook_key])
    secret = stack.piclo["webhook_secret"]
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute(BARE)
    _in_parallel(bodies[:100], lambda part: _post(url, secret, part))
    figures, floors = [], []
    for _ in range(ROUNDS):
        figures.append(seconds(lambda: _in_parallel(bodies, lambda part: _post(url, secret, part))))
        floors.append(seconds(lambda: _in_parallel(bodies, lambda part: _insert(stack.database_url, part))))
    work = f"{CALLS} signed calls, {SENDERS} senders"
    return Line(
        "webhook intake", work, median(figures), "the same bodies inserted and committed", median(floors)
    )


def _body(number: int) -> bytes:
    """A delivery of the size that Piclo's are; its instruction is one that nobody here is obliged to."""
    data = {
        "id": f"bench{number:05}",
        "obligation_id": "benchob",
        "competition_id": "benchco",
        "service_window_id": "benchwi",
        "start": "2030-01-08T16:30:00Z",
        "end": "2030-01-08T18:00:00Z",
        "capacity": "0.850",
        "direction": "export",
        "status": "pending",
        "respond_by": "2030-01-08T16:00:00Z",
        "created": "2030-01-08T15:30:00Z",
        "modified": "2030-01-08T15:30:00Z",
        "stopped_at": None,
        "version": 1,
        "asset_ids": [f"asset{place:02}" for place in range(12)],
    }
    return json.dumps(
        {"event": "dispatch.created", "id": f"d{number:06}", "created": data["created"], "data": data}
    ).encode()


def _in_parallel(bodies: list[bytes], work: Callable[[list[bytes]], None]) -> None:
    parts = [bodies[place::SENDERS] for place in range(SENDERS)]
    with ThreadPoolExecutor(SENDERS) as pool:
        for _ in pool.map(work, parts):
            pass


def _post(url: str, secret: str, bodies: list[bytes]) -> None:
    """One connection kept open; a bare client, so that what is measured is the portal."""
    address = urlsplit(url)
    with closing(HTTPConnection(address.hostname or "", address.port, timeout=30)) as client:
        for body in bodies:
            stamp = int(time.time())
            signed = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
            headers = {"X-Piclo-Signature": f"t={stamp},v1={signed}", "Content-Type": "application/json"}
            client.request("POST", address.path, body, headers)
            answer = client.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"The webhook answered {answer.status}.")


def _insert(database_url: str, bodies: list[bytes]) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        for body in bodies:
            connection.execute("INSERT INTO bare_webhook (body) VALUES (%s)", [body])
