"""API addresses of assets."""

from django.urls import path

from assets.api.planned import PlannedAssetDetail, PlannedAssetList, PlannedAssetPush
from assets.api.views import AssetDetail, AssetList, AssetPush

urlpatterns = [
    path("assets/", AssetList.as_view(), name="asset-list"),
    path("assets/<int:pk>/", AssetDetail.as_view(), name="asset-detail"),
    path("assets/<int:pk>/push/", AssetPush.as_view(), name="asset-push"),
    path("planned-assets/", PlannedAssetList.as_view(), name="planned-asset-list"),
    path("planned-assets/<int:pk>/", PlannedAssetDetail.as_view(), name="planned-asset-detail"),
    path("planned-assets/<int:pk>/push/", PlannedAssetPush.as_view(), name="planned-asset-push"),
]
