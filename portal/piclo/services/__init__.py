"""What people do with their organisation's connection. Each verb leaves an audit event; secrets are never in one."""

from portal.piclo.services.connections import (
    ConnectionChanged,
    ConnectionValues,
    WouldBreakWorkingConnection,
    save_connection,
    try_connection,
)
from portal.piclo.services.feeds import (
    AlreadyBeingRead,
    IntervalTooShort,
    ReadTooSoon,
    change_interval,
    run_feed_now,
)

__all__ = [
    "AlreadyBeingRead",
    "ConnectionChanged",
    "ConnectionValues",
    "IntervalTooShort",
    "ReadTooSoon",
    "WouldBreakWorkingConnection",
    "change_interval",
    "run_feed_now",
    "save_connection",
    "try_connection",
]
