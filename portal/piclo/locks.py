"""Locks that live in PostgreSQL and die with whoever holds them."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable


class LockBusyError(Exception):
    """Another transaction kept a lock for longer than somebody was to wait."""


@contextmanager
def held_lock(name: str) -> Iterator[bool]:
    """Whether this session got the lock `name`; it is let go at the end, or when the session dies.

    A session lock, because it spans many transactions: behind a pooler it needs session pooling.
    """
    key = _key(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        held: bool = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def lock_until_commit(name: str, *, wait_s: float = 0) -> None:
    """Take the lock `name` until this transaction ends, after whoever has it.

    With `wait_s` raises LockBusyError after so many seconds; the transaction cannot go on then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(wait_s * 1000)}ms"])
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_key(name)])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise LockBusyError(name) from error
            raise
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])


def _key(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)
