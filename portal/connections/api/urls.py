"""API addresses of the connection."""

from django.urls import path

from portal.connections.api.views import ConnectionView, SyncRunDetail, SyncRuns

urlpatterns = [
    path("connection/", ConnectionView.as_view(), name="connection"),
    path("sync-runs/", SyncRuns.as_view(), name="sync-run-list"),
    path("sync-runs/<int:pk>/", SyncRunDetail.as_view(), name="sync-run-detail"),
]
