"""Rows as numpy columns, in PostgreSQL's binary forms: a hundred thousand of them in a moment, none as a Python object.

Only columns of a fixed width are understood and none may be null: coalesce what may be missing to a value that stands
for it. Instants are microseconds since 2000 (PostgreSQL's own count), lengths of time microseconds.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import Cursor, sql

Columns = NDArray[np.void]
HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"
PIECE = 1 << 20
STALE = sql.Identifier("stage_stale")
# Dimensions, a flag for nulls, the type; then the only dimension's length and first index.
ARRAY_HEADER = 20
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# An instant or a number that is later or larger than any other.
NEVER = np.iinfo(np.int64).max


def instant_number(at: datetime) -> int:
    """An instant as PostgreSQL counts it: microseconds since 2000."""
    return (at - EPOCH) // MICROSECOND


def instant_of(number: int) -> datetime:
    """The way back."""
    return EPOCH + number * MICROSECOND


def length_number(length: timedelta) -> int:
    """A length of time in microseconds."""
    return length // MICROSECOND


class Changes(NamedTuple):
    """Places of the found rows that were appended, and of the standing ones that were removed."""

    fresh: NDArray[np.int64]
    stale: NDArray[np.int64]


def read_columns(query: sql.Composable, kinds: Mapping[str, str]) -> Columns:
    """The rows of `query` as a structured array. `kinds` names its columns in order with numpy kinds: i8, f8, i2, ?.

    Each column travels as one array, since rows would be taken from the wire one by one.
    """
    names = [sql.Identifier(name) for name in kinds]
    arrays = sql.SQL(", ").join(sql.SQL("array_agg({})").format(name) for name in names)
    whole = sql.SQL("SELECT {} FROM ({}) AS q ({})").format(arrays, query, sql.SQL(", ").join(names))
    connection.ensure_connection()
    # Django's own cursor merges parameters by itself, and can have no binary results.
    with Cursor(connection.connection) as cursor:
        result: Any = cursor.execute(whole, binary=True).pgresult
        columns: list[bytes | None] = [result.get_value(0, place) for place in range(len(kinds))]
    found = np.empty(_length(columns[0]), [(name, kind) for name, kind in kinds.items()])
    for (name, kind), column in zip(kinds.items(), columns, strict=True):
        if column is not None:
            wire = [("width", ">i4"), ("value", kind if kind == "?" else f">{kind}")]
            found[name] = np.frombuffer(column, wire, offset=ARRAY_HEADER)["value"]
    return found


def read_binary(query: str, parameters: Sequence[Any]) -> list[Any]:
    """The rows of a query in PostgreSQL's binary forms: bytes come as they are, not as text of twice their length."""
    connection.ensure_connection()
    with Cursor(connection.connection) as cursor:
        return cursor.execute(query, parameters, binary=True).fetchall()


def _length(array: bytes | None) -> int:
    """How many elements a binary array of one dimension says that it has."""
    return 0 if array is None else int.from_bytes(array[12:16], "big")


def write_columns(table: sql.Composable, rows: Columns) -> None:
    """Append rows to a table whose columns carry the names, and fit the kinds, of the array's fields."""
    names: Sequence[str] = rows.dtype.names or ()
    wire = _wire({name: rows.dtype[name].str[1:].replace("b1", "?") for name in names})
    data = np.empty(len(rows), wire)
    data["fields"] = len(names)
    for name in names:
        data[f"{name} width"] = rows.dtype[name].itemsize
        data[name] = rows[name]
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in names)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(table, columns)
    content = memoryview(data.tobytes())
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(HEADER)
        for start in range(0, len(content), PIECE):
            copy.write(content[start : start + PIECE])
        copy.write(TRAILER)


def replace_columns(table: sql.Identifier, keys: Sequence[str], found: Columns, standing: Columns) -> Changes:
    """Have the rows that stood as `standing` be those found: equal ones stay, others are removed and appended.

    Both have the same fields; `keys` are bigint fields that name a row. Runs in the caller's transaction.
    """
    mine, theirs = _marks(found), _marks(standing)
    fresh, stale = np.flatnonzero(~np.isin(mine, theirs)), np.flatnonzero(~np.isin(theirs, mine))
    if len(stale):
        _remove(table, keys, standing[stale])
    if len(fresh):
        write_columns(table, found[fresh])
    return Changes(fresh, stale)


def _marks(rows: Columns) -> NDArray[np.bytes_]:
    """Each row as one value that can be compared whole: its bytes, which are of one width."""
    return np.ascontiguousarray(rows).view(f"S{rows.dtype.itemsize}").reshape(-1)


def _remove(table: sql.Identifier, keys: Sequence[str], rows: Columns) -> None:
    named = np.empty(len(rows), [(key, "i8") for key in keys])
    for key in keys:
        named[key] = rows[key]
    columns = sql.SQL(", ").join(sql.SQL("{} bigint").format(sql.Identifier(key)) for key in keys)
    same = sql.SQL(" AND ").join(sql.SQL("t.{k} = s.{k}").format(k=sql.Identifier(key)) for key in keys)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMP TABLE {} ({}) ON COMMIT DROP").format(STALE, columns))
        write_columns(STALE, named)
        cursor.execute(sql.SQL("DELETE FROM {} t USING {} s WHERE {}").format(table, STALE, same))
        cursor.execute(sql.SQL("DROP TABLE {}").format(STALE))


def _wire(kinds: Mapping[str, str]) -> "np.dtype[Any]":
    """A row as it travels: how many fields, then each one's width before its value, all with the high byte first."""
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in kinds.items():
        fields += [(f"{name} width", ">i4"), (name, kind if kind == "?" else f">{kind}")]
    return np.dtype(fields)
