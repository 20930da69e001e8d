"""API addresses of competitions."""

from django.urls import path

from competitions.api.map import CompetitionNearby, MapAreas, MapAssets
from competitions.api.views import CompetitionDetail, CompetitionList, OpportunityList

urlpatterns = [
    path("competitions/", CompetitionList.as_view(), name="competition-list"),
    path("competitions/<int:pk>/", CompetitionDetail.as_view(), name="competition-detail"),
    path("competitions/<int:pk>/nearby/", CompetitionNearby.as_view(), name="competition-nearby"),
    path("map/assets/", MapAssets.as_view(), name="map-assets"),
    path("map/areas/", MapAreas.as_view(), name="map-areas"),
    path("opportunities/", OpportunityList.as_view(), name="opportunity-list"),
]
