"""Every address of the portal, by dotted string."""

from django.contrib import admin
from django.urls import include, path

from portal.core.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("portal.home.urls")),
    path("sign-in/", include("allauth.urls")),
    path("organisation/", include("portal.accounts.urls")),
    path("connection/", include("portal.connections.urls")),
    path("assets/", include("assets.urls")),
    path("competitions/", include("competitions.urls")),
    path("bidding/", include("bidding.urls")),
    path("dispatch/", include("dispatch.urls")),
    path("settlement/", include("settlement.urls")),
    path("api/v1/", include("portal.api_urls")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.home.errors.bad_request"
handler403 = "portal.home.errors.forbidden"
handler404 = "portal.home.errors.not_found"
handler500 = "portal.home.errors.server_error"
