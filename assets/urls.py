"""Addresses of assets."""

from django.urls import path

from assets.views import asset, desk, listing, pushing

app_name = "assets"
urlpatterns = [
    path("", listing.asset_list, name="asset-list"),
    path("new/", asset.asset_create, name="asset-create"),
    path("send/", pushing.asset_push_all, name="asset-push-all"),
    path("desk/", desk.desk_panel, name="desk-panel"),
    path("<int:pk>/", asset.asset_detail, name="asset-detail"),
    path("<int:pk>/edit/", asset.asset_edit, name="asset-edit"),
    path("<int:pk>/archive/", asset.asset_archive, name="asset-archive"),
    path("<int:pk>/send/", pushing.asset_push, name="asset-push"),
]
