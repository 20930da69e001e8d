"""API addresses of assets."""

from django.urls import path

from assets.api.views import AssetDetail, AssetList, AssetPush

urlpatterns = [
    path("assets/", AssetList.as_view(), name="asset-list"),
    path("assets/<int:pk>/", AssetDetail.as_view(), name="asset-detail"),
    path("assets/<int:pk>/push/", AssetPush.as_view(), name="asset-push"),
]
