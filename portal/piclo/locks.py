"""Locks that live in PostgreSQL and die with whoever holds them."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def held_lock(name: str) -> Iterator[bool]:
    """Whether this session got the lock `name`; it is let go at the end, or when the session dies.

    A session lock, because it spans many transactions: behind a pooler it needs session pooling.
    """
    key = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        held: bool = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
