"""The operator's paths."""

from django.urls import path

from experience.operator_api.views import do_deed, meter_data

urlpatterns = [
    path("operator/v1/meter-data/", meter_data),
    path("operator/v1/<slug:name>/", do_deed),
]
