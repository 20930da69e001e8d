"""The servers that the default run brings itself: how to start, ask and stop each."""

import asyncio
import os
import signal
from pathlib import Path

from portal.embedded.broker import Broker
from portal.embedded.child import Spec, nothing
from portal.embedded.postgres import Postgres


def postgres_spec(server: Postgres, data: Path) -> Spec:
    """SIGINT is its clean, fast stop; SIGQUIT drops everything and recovers at the next start."""

    async def ready() -> bool:
        return await asyncio.to_thread(server.answers)

    return Spec(
        name="postgres",
        command=server.command(data),
        env=dict(os.environ),
        cwd=data,
        ready=ready,
        stop_signal=signal.SIGINT,
        force_signal=signal.SIGQUIT,
        echo=nothing,
    )


def broker_spec(server: Broker) -> Spec:
    async def ready() -> bool:
        return await asyncio.to_thread(server.answers)

    return Spec(name="broker", command=server.command(), env=dict(os.environ), ready=ready, echo=nothing)
