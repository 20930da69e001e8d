"""Start everything: database, broker, portal, worker and the Experience server, until Ctrl-C.

The two addresses and the logins are printed, and written to var/run.json for scripts. Data stays in ./var.
Output of each process is also in var/log. Twice Ctrl-C hurries the stopping.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence

from portal.embedded import programs, run_file
from portal.embedded.console import Console
from portal.embedded.paths import DEMO
from portal.embedded.stack import Stack, Wishes, start_stack
from portal.embedded.supervisor import Supervisor, supervise

EPILOG = """DATABASE_URL set: that PostgreSQL (15 or newer) is used; Experience's database is EXPERIENCE_DATABASE_URL or
another one on the same server. CELERY_BROKER_URL set: that Redis, Valkey or RabbitMQ is used."""
RESTARTABLE = ("web", "worker", "experience", "clock")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument(
        "--port", type=int, default=8000, help="of the portal (default 8000; if taken, another)"
    )
    parser.add_argument(
        "--experience-port", type=int, default=8001, help="of the Experience server (default 8001)"
    )
    parser.add_argument(
        "--verbose", action="store_true", help="show what database, broker and migrations say too"
    )
    parser.add_argument(
        "--restart",
        action="append",
        choices=RESTARTABLE,
        default=[],
        help="start this process again when it ends by itself, instead of ending the run (may be repeated)",
    )


def run(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    wishes = Wishes(
        var=DEMO,
        port=arguments.port,
        experience_port=arguments.experience_port,
        restart=frozenset(arguments.restart),
    )
    began = time.monotonic()

    async def body(supervisor: Supervisor) -> int:
        stack = await start_stack(supervisor, wishes)
        supervisor.console.say(greeting(stack, time.monotonic() - began))
        supervisor.in_background(*programs.history(stack.facts))
        await asyncio.Event().wait()
        return 0

    with run_file.only_run(DEMO) as lock:
        try:
            return supervise(body, Console(DEMO.logs, verbose=arguments.verbose), interrupted=0, held=[lock])
        finally:
            DEMO.run_file.unlink(missing_ok=True)


def greeting(stack: Stack, seconds: float) -> str:
    people = "\n".join(f"    {one['email']:<32} {one['role']}" for one in stack.logins)
    return f"""
Flexdesk is ready after {seconds:.1f} s.

  Portal       {stack.facts.portal_url}
  Experience   {stack.facts.experience_url}   (operator's key: {stack.facts.secrets.operator_key})

  Sign in with the password {stack.facts.secrets.demo_password} as
{people}

Ctrl-C stops everything; the data stays in ./var.
"""
