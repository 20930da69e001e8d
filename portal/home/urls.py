"""Addresses of home."""

from django.urls import path

from portal.home import activity, preferences, views

app_name = "home"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("activity/", activity.activity, name="activity"),
    path("look/", views.look, name="look"),
    path("prefer/", preferences.prefer, name="prefer"),
]
