from assets.models.asset import Asset, AssetStatus, PushState
from assets.models.eligibility import Eligibility
from assets.models.group import AssetGroup
from assets.models.postcode import PostcodePosition
from assets.models.postcode_table import PostcodeTable, TableState

__all__ = [
    "Asset",
    "AssetGroup",
    "AssetStatus",
    "Eligibility",
    "PostcodePosition",
    "PostcodeTable",
    "PushState",
    "TableState",
]
