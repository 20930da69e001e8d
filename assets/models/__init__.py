from assets.models.asset import Asset, AssetStatus, PushState
from assets.models.group import AssetGroup

__all__ = ["Asset", "AssetGroup", "AssetStatus", "PushState"]
