"""Addresses of an organisation's connection to Piclo."""

from django.urls import path

from portal.connections.views import connection, desk, feeds, runs

app_name = "connections"
urlpatterns = [
    path("", connection.connection, name="connection"),
    path("edit/", connection.edit, name="edit"),
    path("try/", connection.try_now, name="try"),
    path("feeds/<int:pk>/run/", feeds.feed_run, name="feed-run"),
    path("feeds/<int:pk>/interval/", feeds.feed_interval, name="feed-interval"),
    path("runs/", runs.run_list, name="run-list"),
    path("runs/<int:pk>/", runs.run_detail, name="run-detail"),
    path("calls/", runs.call_list, name="call-list"),
    path("desk-panel/", desk.desk_panel, name="desk-panel"),
]
