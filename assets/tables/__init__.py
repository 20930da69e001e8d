"""Lists of the portfolio, a noun a file."""

from assets.tables.assets import AssetTable
from assets.tables.groups import GroupTable
from assets.tables.imports import ImportRowTable, ImportTable, import_state
from assets.tables.planned import PlannedAssetTable
from assets.tables.push_runs import PushRunTable
from assets.tables.readings import ReadingTable

__all__ = [
    "AssetTable",
    "GroupTable",
    "ImportRowTable",
    "ImportTable",
    "PlannedAssetTable",
    "PushRunTable",
    "ReadingTable",
    "import_state",
]
