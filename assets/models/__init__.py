from assets.models.asset import Asset, AssetStatus, PushState
from assets.models.eligibility import Eligibility
from assets.models.group import AssetGroup
from assets.models.postcode import PostcodePosition

__all__ = ["Asset", "AssetGroup", "AssetStatus", "Eligibility", "PostcodePosition", "PushState"]
