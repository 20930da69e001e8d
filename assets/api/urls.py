"""API addresses of assets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
