"""Piclo's records brought into our rows, a noun a file."""

from assets.sync.assets import AssetPull

__all__ = ["AssetPull"]
