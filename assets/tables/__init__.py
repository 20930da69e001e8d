"""Lists of the portfolio, a noun a file."""

from assets.tables.assets import AssetTable

__all__ = ["AssetTable"]
