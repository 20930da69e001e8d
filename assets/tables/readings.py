"""What one reading of Piclo changed."""

from portal.audit.models import Event
from portal.core.tables import Column, Table


class ReadingTable(Table[Event]):
    """Rows of ours that a reading changed, by name unless asked otherwise."""

    columns = (
        Column("asset", "Asset", sort="subject_label", kind="head"),
        Column("what", "At Piclo", sort="kind"),
        Column("changes", "What changed, here → at Piclo", kind="full"),
    )
    default_sort = "asset"
    name = "assets"
