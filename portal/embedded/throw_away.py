"""A whole stack for as long as one program uses it: journeys, measurements."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.embedded import run_file
from portal.embedded.child import Spec
from portal.embedded.console import Console
from portal.embedded.facts import portal_env
from portal.embedded.paths import Var
from portal.embedded.ports import free_port
from portal.embedded.stack import Wishes, start_stack
from portal.embedded.supervisor import Supervisor, supervise


def with_stack(
    command: Sequence[str],
    env: Mapping[str, str],
    *,
    without: frozenset[str] = frozenset(),
    durable: bool = False,
) -> int:
    """Run the command beside a stack of its own, whose run.json FLEXDESK_RUN_JSON names; the command's exit code.

    The command also has the portal's environment. Always on the embedded servers, so that no database of value is
    ever used; killed processes are started again, since the journeys kill them on purpose.
    """
    with tempfile.TemporaryDirectory(prefix="flexdesk-") as folder:
        var = Var(Path(folder) / "var")
        wishes = Wishes(
            var=var,
            port=free_port(),
            experience_port=free_port(),
            throw_away=not durable,
            outside={},
            restart=frozenset({"worker", "clock"}),
            without=without,
        )

        async def body(supervisor: Supervisor) -> int:
            stack = await start_stack(supervisor, wishes)
            whole = {**portal_env(stack.facts), **env, "FLEXDESK_RUN_JSON": str(var.run_file)}
            child = await supervisor.run_unchecked(
                Spec(
                    name="command",
                    command=tuple(command),
                    env=whole,
                    sink=supervisor.console.plain,
                    grace=30.0,
                )
            )
            return child.exit_code or 0

        with run_file.only_run(var):
            return supervise(body, Console(var.logs, echo=False))
