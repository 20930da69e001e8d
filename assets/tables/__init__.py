"""Lists of the portfolio, a noun a file."""

from assets.tables.assets import AssetTable
from assets.tables.groups import GroupTable
from assets.tables.imports import ImportRowTable, ImportTable, import_state
from assets.tables.planned import PlannedAssetTable
from assets.tables.push_runs import PushRunTable

__all__ = [
    "AssetTable",
    "GroupTable",
    "ImportRowTable",
    "ImportTable",
    "PlannedAssetTable",
    "PushRunTable",
    "import_state",
]
