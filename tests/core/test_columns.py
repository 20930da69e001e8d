"""Rows as columns of numbers: the same there and back, whatever they hold."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import connection
from psycopg import sql

from portal.core.columns import (
    instant_number,
    instant_of,
    length_number,
    read_columns,
    replace_columns,
    write_columns,
)

KINDS = {"id": "i8", "share": "f8", "small": "i2", "middle": "i4", "yes": "?", "at": "i8"}
AT = datetime(2026, 11, 10, 10, 0, 0, 1, tzinfo=UTC)
TABLE = sql.Identifier("columns_tried")


@pytest.fixture
def table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE columns_tried (id bigint PRIMARY KEY, share float8, small smallint, middle int, "
            "yes bool, at timestamptz) ON COMMIT DROP"
        )


def some(*ids: int) -> np.ndarray:  # type: ignore[type-arg]
    rows = np.zeros(len(ids), list(KINDS.items()))
    rows["id"], rows["share"], rows["small"], rows["middle"] = ids, 0.5, -3, 70_000
    rows["yes"], rows["at"] = np.array(ids) % 2 == 0, instant_number(AT)
    return rows


def read() -> np.ndarray:  # type: ignore[type-arg]
    return read_columns(sql.SQL("SELECT * FROM columns_tried ORDER BY id"), KINDS)


def test_what_is_written_is_read_again(table: None) -> None:
    write_columns(TABLE, some(1, 2, -9_000_000_000))
    assert read().tolist() == np.sort(some(1, 2, -9_000_000_000), order="id").tolist()
    with connection.cursor() as cursor:
        cursor.execute("SELECT at, small FROM columns_tried WHERE id = 1")
        assert cursor.fetchone() == (AT, -3)


def test_no_rows_are_read_as_none(table: None) -> None:
    write_columns(TABLE, some())
    assert len(read()) == 0


def test_only_what_differs_is_written(table: None) -> None:
    write_columns(TABLE, some(1, 2, 3))
    standing, found = read(), some(2, 3, 4)
    found["small"][1] = 8
    changes = replace_columns(TABLE, ("id",), found, standing)
    assert (found["id"][changes.fresh].tolist(), standing["id"][changes.stale].tolist()) == ([3, 4], [1, 3])
    assert read().tolist() == found.tolist()
    unchanged = replace_columns(TABLE, ("id",), found, read())
    assert (len(unchanged.fresh), len(unchanged.stale)) == (0, 0)


def test_instants_and_lengths_are_counted_in_microseconds() -> None:
    assert instant_of(instant_number(AT)) == AT
    assert instant_number(datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)) == -1_000_000
    assert length_number(timedelta(minutes=1, microseconds=1)) == 60_000_001
