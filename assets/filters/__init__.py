"""What lists can be narrowed by, on their pages and in the API, a noun a file."""

from assets.filters.assets import AssetFilter
from assets.filters.imports import ImportFilter
from assets.filters.planned import PlannedAssetFilter

__all__ = ["AssetFilter", "ImportFilter", "PlannedAssetFilter"]
