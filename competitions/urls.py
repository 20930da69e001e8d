"""Addresses of competitions."""

from django.urls import path

from competitions.views import competition, map

app_name = "competitions"
urlpatterns = [
    path("", competition.competition_list, name="competition-list"),
    path("map/", map.portfolio_map, name="map"),
    path("map/unplaced/", map.unplaced_list, name="unplaced-list"),
    path("<int:pk>/", competition.competition_detail, name="competition-detail"),
    path("for-asset/<int:pk>/", competition.asset_qualification, name="asset-qualification"),
]
