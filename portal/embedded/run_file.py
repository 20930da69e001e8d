"""var/run.json: what scripts need to know of the run that is going on in this folder."""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

from portal.embedded.errors import EmbeddedError
from portal.embedded.facts import Facts
from portal.embedded.paths import Var
from portal.embedded.secrets import load_secrets, write_private

PATIENCE = 20.0
PAUSE = 0.1


@contextmanager
def only_run(var: Var) -> Iterator[int]:
    """Nobody else runs in this folder meanwhile. Gives the lock's descriptor.

    The system lets go of the lock when the last process that holds it ends: the runner, or the watchdog that cleans up
    after a killed one.
    """
    var.make()
    with var.run_lock.open("a+") as lock:
        wait_for_lock(lock, var)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        var.run_file.unlink(missing_ok=True)
        yield lock.fileno()


def wait_for_lock(lock: TextIO, var: Var) -> None:
    """A living runner is told of at once; of a killed one the remains are waited for."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            if alive(lock.read()) or time.monotonic() > deadline:
                raise EmbeddedError(
                    f"Flexdesk is already running here{where(var)}. Stop it first."
                ) from error
        time.sleep(PAUSE)


def alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (OSError, ValueError):
        return False
    return True


def where(var: Var) -> str:
    known = read(var)
    return f": {known['portal_url']} (process {known['pids']['runner']})" if known else ""


def contents(facts: Facts, logins: list[dict[str, str]], pids: Mapping[str, int]) -> dict[str, Any]:
    secrets = facts.secrets
    return {
        "portal_url": facts.portal_url,
        "experience_url": facts.experience_url,
        "logins": [
            {"email": one["email"], "password": secrets.demo_password, "role": one["role"]} for one in logins
        ],
        "piclo": {
            "client_id": secrets.client_id,
            "api_key": secrets.api_key,
            "provider_id": secrets.provider_id,
            "webhook_secret": secrets.webhook_secret,
        },
        "experience": {"operator_key": secrets.operator_key},
        "services": {
            "database_url": facts.database_url,
            "experience_database_url": facts.experience_database_url,
            "broker_url": facts.broker_url,
        },
        "pids": {"runner": os.getpid(), **pids},
    }


def write(facts: Facts, logins: list[dict[str, str]], pids: Mapping[str, int]) -> None:
    write_private(facts.var.run_file, json.dumps(contents(facts, logins, pids), indent=2) + "\n")


def read(var: Var) -> dict[str, Any] | None:
    """None when nothing runs; also when it was killed and could not take its file away."""
    try:
        known: dict[str, Any] = json.loads(var.run_file.read_text())
        return known if alive(known["pids"]["runner"]) else None
    except (OSError, ValueError, KeyError):
        return None


def running_facts(var: Var) -> Facts | None:
    """The facts of the run that is going on, for commands beside it."""
    known = read(var)
    if known is None:
        return None
    return Facts(
        var=var,
        secrets=load_secrets(var.secrets),
        portal_port=port_of(known["portal_url"]),
        experience_port=port_of(known["experience_url"]),
        **known["services"],
    )


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])
