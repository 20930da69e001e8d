"""The lists of imports and of their rows."""

from assets.models import AssetImport, ImportRow, ImportState
from portal.core.states import State, Tint
from portal.core.tables import Column, Table

IMPORT_STATES = {
    ImportState.WAITING: State("Waiting to be read", Tint.RUN),
    ImportState.READING: State("Being read", Tint.RUN),
    ImportState.READY: State(
        "To be applied", Tint.ACT, "Look at what it would do, then apply or discard it."
    ),
    ImportState.REFUSED: State("Refused", Tint.BAD),
    ImportState.APPLYING: State("Being applied", Tint.RUN),
    ImportState.APPLIED: State("Applied", Tint.GOOD),
    ImportState.DISCARDED: State("Discarded", Tint.IDLE),
}
FAULTY = State("Has faults", Tint.ACT, "Rows with faults stand in the way of applying all of it.")
NOTHING_NEW = State("Nothing new", Tint.IDLE, "Everything in it stands here already.")


def import_state(upload: AssetImport) -> State:
    """How far an import got; one that is read says what stands in its way."""
    if upload.is_ready and upload.changes_nothing:
        return NOTHING_NEW
    if upload.is_ready and upload.rows_faulty:
        return FAULTY
    state = IMPORT_STATES[ImportState(upload.state)]
    return state._replace(why=upload.words) if upload.words else state


class ImportTable(Table[AssetImport]):
    """Uploads, the newest first."""

    columns = (
        Column("name", "File", sort="name", kind="head"),
        Column("uploaded", "Uploaded", sort="uploaded_at"),
        Column("create", "Create", numeric=True, sort="rows_create"),
        Column("update", "Update", numeric=True, sort="rows_update"),
        Column("same", "Unchanged", numeric=True, sort="rows_same"),
        Column("faulty", "Cannot", numeric=True, sort="rows_faulty"),
        Column("state", "State", sort="state"),
    )
    default_sort = "-uploaded"
    name = "imports"


class ImportRowTable(Table[ImportRow]):
    """Rows of a file, in its order."""

    columns = (
        Column("number", "Row", numeric=True, sort="number"),
        Column("asset", "Asset", sort="ref", kind="head"),
        Column("outcome", "Would", sort="outcome"),
        Column("what", "What", kind="full"),
    )
    default_sort = "number"
    name = "rows"
