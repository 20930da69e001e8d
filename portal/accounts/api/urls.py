"""API addresses of accounts."""

from django.urls import URLPattern

from portal.accounts.api import scheme

__all__ = ["scheme", "urlpatterns"]

urlpatterns: list[URLPattern] = []
