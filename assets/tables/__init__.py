"""Lists of the portfolio, a noun a file."""

from assets.tables.assets import AssetTable
from assets.tables.imports import ImportRowTable, ImportTable, import_state
from assets.tables.planned import PlannedAssetTable

__all__ = ["AssetTable", "ImportRowTable", "ImportTable", "PlannedAssetTable", "import_state"]
