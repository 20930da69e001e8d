"""Addresses of competitions."""

from django.urls import path

from competitions.views import competition, map, planned

app_name = "competitions"
urlpatterns = [
    path("", competition.competition_list, name="competition-list"),
    path("map/", map.portfolio_map, name="map"),
    path("map/unplaced/", map.unplaced_list, name="unplaced-list"),
    path("options/", planned.competition_options, name="competition-options"),
    path("<int:pk>/", competition.competition_detail, name="competition-detail"),
    path("<int:pk>/planned/", planned.competition_planned, name="competition-planned"),
    path("for-asset/<int:pk>/", competition.asset_qualification, name="asset-qualification"),
]
