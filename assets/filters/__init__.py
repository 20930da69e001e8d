"""What lists can be narrowed by, on their pages and in the API, a noun a file."""

from assets.filters.assets import AssetFilter

__all__ = ["AssetFilter"]
