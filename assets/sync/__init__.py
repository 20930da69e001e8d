"""Piclo's records brought into our rows, a noun a file."""

from assets.sync.assets import AssetPull
from assets.sync.planned import PlannedAssetPull

__all__ = ["AssetPull", "PlannedAssetPull"]
