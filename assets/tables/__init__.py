"""Lists of the portfolio, a noun a file."""

from assets.tables.assets import AssetTable
from assets.tables.planned import PlannedAssetTable

__all__ = ["AssetTable", "PlannedAssetTable"]
