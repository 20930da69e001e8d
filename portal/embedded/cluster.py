"""A throw-away PostgreSQL for as long as a test run or a measurement lasts."""

import asyncio
import os
import secrets
from pathlib import Path

from portal.embedded.ports import free_port
from portal.embedded.postgres import Postgres
from portal.embedded.services import postgres_spec
from portal.embedded.supervisor import Supervisor


async def start_cluster(supervisor: Supervisor, folder: Path) -> Postgres:
    """Started in `folder`, quicker than safe."""
    server = Postgres(folder, free_port(), secrets.token_urlsafe(16), throw_away=True)
    data = await asyncio.to_thread(server.prepare)
    await supervisor.start(postgres_spec(server, data))
    return server


async def database_urls(supervisor: Supervisor, folder: Path) -> dict[str, str]:
    """Addresses for both sides' tests: of the server that DATABASE_URL names, or of a throw-away one."""
    given = os.environ.get("DATABASE_URL")
    if given:
        experience = os.environ.get("EXPERIENCE_DATABASE_URL") or beside(given)
        return {"DATABASE_URL": given, "EXPERIENCE_DATABASE_URL": experience}
    server = await start_cluster(supervisor, folder)
    return {"DATABASE_URL": server.url("flexdesk"), "EXPERIENCE_DATABASE_URL": server.url("experience")}


def beside(url: str) -> str:
    """The Experience server's database on the same server: `.../flexdesk?x=1` -> `.../flexdesk_experience?x=1`"""
    address, mark, options = url.partition("?")
    return f"{address}_experience{mark}{options}"
