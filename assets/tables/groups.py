"""The list of groups."""

from assets.models import AssetGroup
from portal.core.tables import Column, Table


class GroupTable(Table[AssetGroup]):
    """Groups of `groups_with_sizes`, by name unless asked otherwise."""

    columns = (
        Column("name", "Group", sort="name", kind="head"),
        Column("assets", "Assets", numeric=True, sort="live_assets"),
        Column("export", "Export", unit="MW", numeric=True, sort="export_mw"),
        Column("import", "Import", unit="MW", numeric=True, sort="import_mw"),
        Column("made", "Made", sort="created_at"),
    )
    default_sort = "name"
    name = "groups"
