"""API addresses of assets."""

from django.urls import path

from assets.api import imports
from assets.api.differences import AssetDifferences
from assets.api.exporting import AssetExport
from assets.api.groups import GroupDetail, GroupList
from assets.api.planned import PlannedAssetDetail, PlannedAssetList, PlannedAssetPush
from assets.api.push_runs import PushRunDetail, PushRunList, PushRunPause, PushRunResume, PushRunStop
from assets.api.readings import AssetRead, PlannedAssetRead, SyncRunChanges
from assets.api.saved import SavedFilterDetail, SavedFilterList
from assets.api.selection import AssetSelection
from assets.api.views import AssetDetail, AssetList, AssetPush

urlpatterns = [
    path("assets/", AssetList.as_view(), name="asset-list"),
    path("assets/selection/", AssetSelection.as_view(), name="asset-selection"),
    path("assets/export/", AssetExport.as_view(), name="asset-export"),
    path("assets/<int:pk>/", AssetDetail.as_view(), name="asset-detail"),
    path("assets/<int:pk>/push/", AssetPush.as_view(), name="asset-push"),
    path("assets/<int:pk>/differences/", AssetDifferences.as_view(), name="asset-differences"),
    path("asset-groups/", GroupList.as_view(), name="asset-group-list"),
    path("asset-groups/<int:pk>/", GroupDetail.as_view(), name="asset-group-detail"),
    path("asset-filters/", SavedFilterList.as_view(), name="saved-filter-list"),
    path("asset-filters/<int:pk>/", SavedFilterDetail.as_view(), name="saved-filter-detail"),
    path("planned-assets/", PlannedAssetList.as_view(), name="planned-asset-list"),
    path("planned-assets/<int:pk>/", PlannedAssetDetail.as_view(), name="planned-asset-detail"),
    path("planned-assets/<int:pk>/push/", PlannedAssetPush.as_view(), name="planned-asset-push"),
    path("asset-imports/", imports.ImportList.as_view(), name="asset-import-list"),
    path("asset-imports/<int:pk>/", imports.ImportDetail.as_view(), name="asset-import-detail"),
    path("asset-imports/<int:pk>/rows/", imports.ImportRows.as_view(), name="asset-import-rows"),
    path("asset-imports/<int:pk>/apply/", imports.ImportApply.as_view(), name="asset-import-apply"),
    path("asset-imports/<int:pk>/again/", imports.ImportReadAgain.as_view(), name="asset-import-again"),
    path("asset-imports/<int:pk>/discard/", imports.ImportDiscard.as_view(), name="asset-import-discard"),
    path("assets/read/", AssetRead.as_view(), name="asset-read"),
    path("planned-assets/read/", PlannedAssetRead.as_view(), name="planned-asset-read"),
    path("sync-runs/<int:pk>/changes/", SyncRunChanges.as_view(), name="sync-run-changes"),
    path("push-runs/", PushRunList.as_view(), name="push-run-list"),
    path("push-runs/<int:pk>/", PushRunDetail.as_view(), name="push-run-detail"),
    path("push-runs/<int:pk>/pause/", PushRunPause.as_view(), name="push-run-pause"),
    path("push-runs/<int:pk>/resume/", PushRunResume.as_view(), name="push-run-resume"),
    path("push-runs/<int:pk>/stop/", PushRunStop.as_view(), name="push-run-stop"),
]
