from assets.models.asset import Asset, AssetStatus, CoordinatesFrom
from assets.models.asset_import import AssetImport, ImportRow, ImportState, Outcome
from assets.models.column_choice import ColumnChoice
from assets.models.eligibility import Eligibility
from assets.models.group import AssetGroup
from assets.models.planned_asset import PlannedAsset
from assets.models.postcode import PostcodePosition
from assets.models.postcode_table import PostcodeTable, TableState
from assets.models.push_run import PushPace, PushRun, PushRunState
from assets.models.pushed import PushState
from assets.models.saved_filter import SavedFilter

__all__ = [
    "Asset",
    "AssetGroup",
    "AssetImport",
    "AssetStatus",
    "ColumnChoice",
    "CoordinatesFrom",
    "Eligibility",
    "ImportRow",
    "ImportState",
    "Outcome",
    "PlannedAsset",
    "PostcodePosition",
    "PostcodeTable",
    "PushPace",
    "PushRun",
    "PushRunState",
    "PushState",
    "SavedFilter",
    "TableState",
]
