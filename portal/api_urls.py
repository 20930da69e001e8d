"""The REST API: each app brings its own addresses."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("", include("portal.accounts.api.urls")),
    path("", include("portal.connections.api.urls")),
    path("", include("assets.api.urls")),
    path("", include("competitions.api.urls")),
    path("", include("bidding.api.urls")),
    path("", include("dispatch.api.urls")),
    path("", include("settlement.api.urls")),
]
