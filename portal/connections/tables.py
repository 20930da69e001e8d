"""Lists of runs and calls."""

from portal.core.tables import Column, PlainTable, Table
from portal.piclo.models import Call, RefusedRecord, SyncRun


class RunTable(Table[SyncRun]):
    """Readings of feeds, the youngest first."""

    columns = (
        Column("started", "Started", sort="started_at", kind="head"),
        Column("feed", "Feed", sort="feed"),
        Column("state", "State", sort="state"),
        Column("trigger", "Set off by"),
        Column("took", "Took"),
        Column("seen", "Seen", numeric=True, sort="seen"),
        Column("created", "Created", numeric=True, sort="created"),
        Column("changed", "Changed", numeric=True, sort="changed"),
        Column("unchanged", "Unchanged", numeric=True),
        Column("gone", "Gone", numeric=True, sort="gone"),
        Column("refused", "Refused", numeric=True, sort="refused"),
    )
    default_sort = "-started"
    name = "runs"


class CallTable(Table[Call]):
    """Requests to Piclo, the youngest first."""

    columns = (
        Column("at", "At", sort="at", kind="head"),
        Column("operation", "Operation", sort="endpoint"),
        Column("path", "Address", kind="full"),
        Column("outcome", "Outcome", sort="outcome"),
        Column("status", "Status", numeric=True, sort="status"),
        Column("took", "Took", unit="ms", numeric=True, sort="duration_ms"),
        Column("attempt", "Attempt", numeric=True),
    )
    default_sort = "-at"
    name = "calls"


class RunCallTable(CallTable):
    """The requests of one run, in their order."""

    default_sort = "at"


class RefusedTable(PlainTable[RefusedRecord]):
    """The first records that one run could not understand: who mends them starts at the top."""

    columns = (
        Column("ref", "Record", kind="head"),
        Column("reason", "Why it was left out", kind="full"),
        Column("raw", "As received", kind="full"),
    )
    page_size = 200
