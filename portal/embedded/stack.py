"""The whole demo: which processes, in which order, each with its environment."""

import asyncio
import os
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.embedded import prepared, programs, run_file
from portal.embedded.broker import Broker
from portal.embedded.cluster import beside
from portal.embedded.facts import Facts
from portal.embedded.paths import Var
from portal.embedded.ports import free_port, pick_port
from portal.embedded.postgres import Postgres, ensure_database
from portal.embedded.secrets import Secrets, load_secrets
from portal.embedded.services import broker_spec, postgres_spec
from portal.embedded.supervisor import Supervisor


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the caller wants of a stack."""

    var: Var
    port: int = 8000
    experience_port: int = 8001
    throw_away: bool = False  # quicker than safe
    outside: Mapping[str, str] = field(
        default_factory=lambda: os.environ
    )  # where DATABASE_URL and the like may be set
    restart: frozenset[str] = frozenset()  # these are started again when they end by themselves
    without: frozenset[str] = frozenset()  # these are not started


@dataclass(frozen=True)
class Stack:
    """A running one."""

    facts: Facts
    logins: list[dict[str, str]]


async def start_stack(supervisor: Supervisor, wishes: Wishes) -> Stack:
    """Everything up and answering, and var/run.json written. The caller holds the folder's lock."""
    facts = await start_servers(supervisor, wishes)
    logins = prepared.logins_of(facts) if facts.own_database else None
    if logins is None:
        facts.var.prepared.unlink(missing_ok=True)
        await create_databases(facts)
    specs = [spec for spec in programs.long_running(facts, wishes.restart) if spec.name not in wishes.without]
    # The web servers load meanwhile; what writes by itself starts when there is something to write to.
    answering = [supervisor.start(spec) for spec in specs if spec.ready]
    logins, *_ = await all_of(prepare_databases(supervisor, facts, logins), *answering)
    supervisor.on_change = lambda: run_file.write(facts, logins, supervisor.pids)
    await all_of(*(supervisor.start(spec) for spec in specs if not spec.ready))
    supervisor.on_change()
    return Stack(facts, logins)


async def all_of(*works: Coroutine[Any, Any, Any]) -> list[Any]:
    """Side by side; the first failure ends the others."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def start_servers(supervisor: Supervisor, wishes: Wishes) -> Facts:
    """Database and broker, each only where no address of one is given."""
    secrets = load_secrets(wishes.var.secrets)
    portal_port = wished_port(supervisor, "portal", wishes.port, frozenset())
    experience_port = wished_port(supervisor, "Experience", wishes.experience_port, frozenset({portal_port}))
    (database_url, experience_url), broker_url = await asyncio.gather(
        start_database(supervisor, wishes, secrets), start_broker(supervisor, wishes, secrets)
    )
    return Facts(
        var=wishes.var,
        secrets=secrets,
        portal_port=portal_port,
        experience_port=experience_port,
        database_url=database_url,
        experience_database_url=experience_url,
        broker_url=broker_url,
        own_database="DATABASE_URL" not in wishes.outside,
    )


def wished_port(supervisor: Supervisor, name: str, wished: int, taken: frozenset[int]) -> int:
    port = pick_port(wished, taken)
    if port != wished:
        supervisor.console.say(f"Port {wished} is taken; {name} answers on {port}.")
    return port


async def start_database(supervisor: Supervisor, wishes: Wishes, secrets: Secrets) -> tuple[str, str]:
    given = wishes.outside.get("DATABASE_URL")
    if given:
        supervisor.console.progress("postgres", "the one of DATABASE_URL")
        return given, wishes.outside.get("EXPERIENCE_DATABASE_URL") or beside(given)
    server = Postgres(wishes.var.postgres, free_port(), secrets.postgres_password, wishes.throw_away)
    if not wishes.var.postgres.exists():
        supervisor.console.progress("postgres", "making a new database")
    data = await asyncio.to_thread(server.prepare)
    await supervisor.start(postgres_spec(server, data))
    return server.url("flexdesk"), server.url("experience")


async def start_broker(supervisor: Supervisor, wishes: Wishes, secrets: Secrets) -> str:
    given = wishes.outside.get("CELERY_BROKER_URL")
    if given:
        supervisor.console.progress("broker", "the one of CELERY_BROKER_URL")
        return given
    server = Broker(wishes.var.broker, free_port(), secrets.broker_password)
    await supervisor.start(broker_spec(server))
    return server.url


async def create_databases(facts: Facts) -> None:
    for url in (facts.database_url, facts.experience_database_url):
        await asyncio.to_thread(ensure_database, url)


async def prepare_databases(
    supervisor: Supervisor, facts: Facts, known: list[dict[str, str]] | None
) -> list[dict[str, str]]:
    """Migrate and seed both sides unless that was done; the people who can sign in."""
    if known is not None:
        return known
    seeded, _ = await all_of(
        prepare_portal(supervisor, facts), supervisor.run(programs.experience_migrate(facts))
    )
    await supervisor.run(programs.experience_seed(facts, seeded.webhook_path))
    prepared.remember(facts, seeded.logins)
    logins: list[dict[str, str]] = seeded.logins
    return logins


async def prepare_portal(supervisor: Supervisor, facts: Facts) -> programs.Seeded:
    await supervisor.run(programs.migrate(facts))
    seed = await supervisor.run(programs.seed_demo(facts))
    return programs.seeded(list(seed.last_lines))
