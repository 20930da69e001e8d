"""The server's paths: the providers' API, the operator's verbs and console."""

from django.urls import include, path

from experience.api.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("healthz/", healthz),
    path("", include("experience.operator_api.urls")),
    path("", include("experience.console.urls")),
    path("", include("experience.api.urls")),
]
handler404 = "experience.api.health.not_found"
handler500 = "experience.api.health.broken"
