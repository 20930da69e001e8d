"""The floors: the same bytes with httpx, the same rows with psycopg, and nothing else."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
import psycopg
from psycopg import sql

from bench.stack import Stack

PAGE = 500


def fetch_all(stack: Stack, path: str) -> int:
    """Read every page of a list as bytes. Returns how many bytes there were."""
    with httpx.Client(base_url=stack.experience_url, timeout=60) as client:
        words = {"client_id": stack.piclo["client_id"], "api_key": stack.piclo["api_key"]}
        token = client.post("/authtoken/v1/", json=words).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        total, url = 0, f"{path}?page=1&page_size={PAGE}"
        while url:
            response = client.get(url)
            response.raise_for_status()
            total += len(response.content)
            # The address of the next page stands at the end of an envelope; parsing all of it is not the floor's work.
            url = _next(response.content)
    return total


def _next(content: bytes) -> str:
    for part in (content[:300], content[-300:]):
        at = part.find(b'"next":')
        if at >= 0:
            value = part[at + 7 :].strip()
            return value.split(b'"')[1].decode() if value.startswith(b'"') else ""
    return ""


@dataclass(frozen=True)
class Rows:
    """What a table held, in COPY's own text."""

    table: str
    copied: bytes


def take_rows(database_url: str, tables: Sequence[str]) -> list[Rows]:
    """The rows of tables as they stand, so that they can be written again."""
    with psycopg.connect(database_url) as connection, connection.cursor() as cursor:
        taken = []
        for table in tables:
            page = io.BytesIO()
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
                for piece in copy:
                    page.write(piece)
            taken.append(Rows(table, page.getvalue()))
    return taken


def copy_rows(database_url: str, rows: Sequence[Rows]) -> None:
    """The same rows into bare tables of the same columns, in one transaction, committed."""
    with psycopg.connect(database_url) as connection, connection.cursor() as cursor:
        for table in rows:
            bare = sql.Identifier(f"bare_{table.table}")
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(bare))
            cursor.execute(
                sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING GENERATED)").format(
                    bare, sql.Identifier(table.table)
                )
            )
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(bare)) as copy:
                copy.write(table.copied)
