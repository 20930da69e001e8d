"""Saying something outside the transaction that is running, so that others see it before the transaction ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models


@contextmanager
def telling(row: models.Model) -> Iterator[Callable[..., None]]:
    """A function that writes columns of `row` on a connection of its own, committed at once.

    The running transaction must not have locked the row: the two would wait for each other.
    """
    other = connection.copy()
    quoted = other.ops.quote_name
    table = quoted(row._meta.db_table)

    def tell(**columns: Any) -> None:
        names = ", ".join(f"{quoted(name)} = %s" for name in columns)
        with other.cursor() as cursor:
            # Names of a table and its columns, quoted; every value is a parameter.
            cursor.execute(f"UPDATE {table} SET {names} WHERE id = %s", [*columns.values(), row.pk])  # noqa: S608

    try:
        yield tell
    finally:
        other.close()
