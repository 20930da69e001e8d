"""API addresses of people and events."""

from django.urls import path

from portal.accounts.api import scheme
from portal.accounts.api.views import Events, Me, Team

# The scheme registers itself with the OpenAPI generator when it is imported.
__all__ = ["scheme", "urlpatterns"]

urlpatterns = [
    path("me/", Me.as_view(), name="me"),
    path("team/", Team.as_view(), name="team"),
    path("events/", Events.as_view(), name="event-list"),
]
