from assets.models.asset import Asset, AssetStatus
from assets.models.eligibility import Eligibility
from assets.models.group import AssetGroup
from assets.models.planned_asset import PlannedAsset
from assets.models.postcode import PostcodePosition
from assets.models.postcode_table import PostcodeTable, TableState
from assets.models.pushed import PushState

__all__ = [
    "Asset",
    "AssetGroup",
    "AssetStatus",
    "Eligibility",
    "PlannedAsset",
    "PostcodePosition",
    "PostcodeTable",
    "PushState",
    "TableState",
]
