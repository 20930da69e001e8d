"""API addresses of bidding."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
