"""API addresses of dispatch."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
