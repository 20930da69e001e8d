"""Addresses of assets."""

from django.urls import path

from assets import views

app_name = "assets"
urlpatterns = [
    path("", views.asset_list, name="asset-list"),
    path("new/", views.asset_create, name="asset-create"),
    path("send/", views.asset_push_all, name="asset-push-all"),
    path("desk/", views.desk_panel, name="desk-panel"),
    path("<int:pk>/", views.asset_detail, name="asset-detail"),
    path("<int:pk>/edit/", views.asset_edit, name="asset-edit"),
    path("<int:pk>/archive/", views.asset_archive, name="asset-archive"),
    path("<int:pk>/send/", views.asset_push, name="asset-push"),
]
