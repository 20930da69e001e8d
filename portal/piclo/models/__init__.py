"""Connections to Piclo, their feeds, and what is remembered of every run and call."""

from portal.piclo.models.call import Call
from portal.piclo.models.connection import Connection, ConnectionState
from portal.piclo.models.feed_state import FeedState
from portal.piclo.models.refused_record import RefusedRecord
from portal.piclo.models.sync_run import RunState, SyncRun, Trigger

__all__ = [
    "Call",
    "Connection",
    "ConnectionState",
    "FeedState",
    "RefusedRecord",
    "RunState",
    "SyncRun",
    "Trigger",
]
