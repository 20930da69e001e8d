"""How many queries a list page may run: written down once, lowered when it gets better, never raised in passing."""

import json
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

FILE = Path(__file__).resolve().parent.parent / "ratchet.json"


def allowed_queries(url_name: str) -> int:
    """The number in tests/ratchet.json; a page that is not listed fails with what to write."""
    limits: dict[str, int] = json.loads(FILE.read_text())
    if url_name not in limits:
        raise AssertionError(f'Write the queries of "{url_name}" into tests/ratchet.json.')
    return limits[url_name]


def assert_ratchet(client: Client, url_name: str, *, query: str = "", **kwargs: object) -> None:
    """The page answers 200 within its queries; one that needs fewer by two or more has its ratchet turned."""
    limit = allowed_queries(url_name)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse(url_name, kwargs=kwargs) + query)
        assert response.status_code == 200
    listed = "\n".join(query["sql"][:160] for query in queries.captured_queries)
    assert len(queries) <= limit, f"{url_name}: {len(queries)} queries, {limit} allowed:\n{listed}"
    assert len(queries) > limit - 2, f"{url_name}: {len(queries)} queries; lower the ratchet from {limit}."
