"""Our own programs of a stack: the one-off jobs that prepare it and the processes that stay."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from portal.embedded.child import Spec, nothing, remarkable
from portal.embedded.errors import EmbeddedError
from portal.embedded.facts import Facts, experience_env, portal_env
from portal.embedded.health import answering

MANAGE = (sys.executable, "manage.py")
EXPERIENCE = (sys.executable, "-m", "experience")
GRANIAN = (sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws")


@dataclass(frozen=True)
class Seeded:
    """What `manage.py seed_demo` says on its last line."""

    logins: list[dict[str, str]]
    webhook_path: str  # where the portal takes Piclo's webhooks


def seeded(lines: list[str]) -> Seeded:
    try:
        said = json.loads(lines[-1])
        return Seeded(
            [{"email": one["email"], "role": one["role"]} for one in said["logins"]], said["webhook_path"]
        )
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise EmbeddedError(
            f"manage.py seed_demo did not end with a line of JSON as agreed: {lines[-1:]}"
        ) from error


def job(name: str, command: tuple[str, ...], env: Mapping[str, str]) -> Spec:
    return Spec(name=name, command=command, env=env, echo=nothing)


def migrate(facts: Facts) -> Spec:
    return job("migrate", (*MANAGE, "migrate", "--no-input"), portal_env(facts))


def seed_demo(facts: Facts) -> Spec:
    return job("seed", (*MANAGE, "seed_demo"), portal_env(facts))


def history(facts: Facts) -> tuple[Spec, Spec]:
    """Past months for the demo, through the real sync and the real upload; done in no time when they are there."""
    return (
        job("history-meters", (*EXPERIENCE, "history-meters"), experience_env(facts)),
        job("seed-history", (*MANAGE, "seed_history"), portal_env(facts)),
    )


def experience_migrate(facts: Facts) -> Spec:
    return job("experience-migrate", (*EXPERIENCE, "migrate"), experience_env(facts))


def experience_seed(facts: Facts, webhook_path: str) -> Spec:
    env = {**experience_env(facts), "EXPERIENCE_WEBHOOK_URL": facts.portal_url + webhook_path}
    return job("experience-seed", (*EXPERIENCE, "seed"), env)


def long_running(facts: Facts, restart: frozenset[str]) -> list[Spec]:
    """In order of starting; they are stopped the other way round."""
    return [
        experience_web(facts, restart="experience" in restart),
        experience_clock(facts, restart="clock" in restart),
        web(facts, restart="web" in restart),
        worker(facts, restart="worker" in restart),
    ]


def web(facts: Facts, *, restart: bool) -> Spec:
    serving = ("--port", str(facts.portal_port), "--workers", "2", "--blocking-threads", "1")
    return Spec(
        name="web",
        command=(*GRANIAN, *serving, "portal.wsgi:application"),
        env={**portal_env(facts), "FLEXDESK_DB_POOL": "1"},
        ready=answering(f"{facts.portal_url}/healthz"),
        echo=remarkable,
        restart=restart,
    )


def worker(facts: Facts, *, restart: bool) -> Spec:
    """Beat is inside: there is one worker here. In production beat is a process of its own."""
    celery = (sys.executable, "-m", "celery", "--quiet", "-A", "portal", "worker", "-B", "--concurrency", "2")
    details = (
        "-Q",
        "urgent,default",
        "-l",
        "INFO",
        "-s",
        str(facts.var.beat),
        "--without-gossip",
        "--without-mingle",
    )
    # Celery warns against running as root, which in a container on one's own machine is nothing to worry about.
    env = {**portal_env(facts), "PYTHONWARNINGS": "ignore:You're running the worker"}
    return Spec(name="worker", command=(*celery, *details), env=env, echo=remarkable, restart=restart)


def experience_web(facts: Facts, *, restart: bool) -> Spec:
    serving = ("--port", str(facts.experience_port), "--workers", "1", "--blocking-threads", "2")
    return Spec(
        name="experience",
        command=(*GRANIAN, *serving, "experience.wsgi:application"),
        env=experience_env(facts),
        ready=answering(f"{facts.experience_url}/healthz"),
        echo=remarkable,
        restart=restart,
    )


def experience_clock(facts: Facts, *, restart: bool) -> Spec:
    command = (*EXPERIENCE, "clock")
    return Spec(name="clock", command=command, env=experience_env(facts), echo=remarkable, restart=restart)
