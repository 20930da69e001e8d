from assets.models.asset import Asset, AssetStatus
from assets.models.column_choice import ColumnChoice
from assets.models.eligibility import Eligibility
from assets.models.group import AssetGroup
from assets.models.planned_asset import PlannedAsset
from assets.models.postcode import PostcodePosition
from assets.models.postcode_table import PostcodeTable, TableState
from assets.models.pushed import PushState
from assets.models.saved_filter import SavedFilter

__all__ = [
    "Asset",
    "AssetGroup",
    "AssetStatus",
    "ColumnChoice",
    "Eligibility",
    "PlannedAsset",
    "PostcodePosition",
    "PostcodeTable",
    "PushState",
    "SavedFilter",
    "TableState",
]
