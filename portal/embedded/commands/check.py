"""Style, types, floors, templates, migrations, deployment settings and the OpenAPI document."""

import argparse
import asyncio
import os
import time
from collections.abc import Sequence

from portal.embedded.checks import Check, all_checks
from portal.embedded.child import Spec
from portal.embedded.console import Console
from portal.embedded.supervisor import Supervisor, supervise

AT_A_TIME = 2


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fix", action="store_true", help="mend what can be mended: format, OpenAPI document, ..."
    )
    parser.epilog = "Every check is run, two at a time; the exit code says whether one failed."


def run(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    checks = all_checks(fix=arguments.fix)

    async def body(supervisor: Supervisor) -> int:
        gate = asyncio.Semaphore(1 if arguments.fix else AT_A_TIME)  # two that mend would mend the same file
        passed = await asyncio.gather(*(run_one(supervisor, check, gate) for check in checks))
        failed = [check.name for check, good in zip(checks, passed, strict=True) if not good]
        supervisor.console.say(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
        return int(bool(failed))

    return supervise(body, Console(quiet=True))


async def run_one(supervisor: Supervisor, check: Check, gate: asyncio.Semaphore) -> bool:
    lines: list[str] = []
    async with gate:
        began = time.monotonic()
        spec = Spec(
            name=check.name, command=check.command, env={**os.environ, **check.env}, sink=lines.append
        )
        child = await supervisor.run_unchecked(spec)
    good = child.exit_code == 0
    report = f"{'ok    ' if good else 'FAILED'}  {check.name:<28} {time.monotonic() - began:5.1f} s"
    supervisor.console.say("\n".join([report, *([] if good else lines)]))
    return good
