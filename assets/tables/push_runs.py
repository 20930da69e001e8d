"""The list of runs."""

from assets.models import PushRun
from portal.core.tables import Column, Table


class PushRunTable(Table[PushRun]):
    """Runs, the newest first."""

    columns = (
        Column("asked", "Asked", sort="asked_at", kind="head"),
        Column("who", "By"),
        Column("state", "State", sort="state"),
        Column("total", "Assets", numeric=True, sort="total"),
        Column("done", "Sent", numeric=True, sort="done"),
        Column("refused", "Refused", numeric=True, sort="refused"),
        Column("left", "Left", numeric=True),
        Column("ended", "Ended", sort="ended_at"),
    )
    default_sort = "-asked"
    name = "runs"
