"""API addresses of competitions."""

from django.urls import path

from competitions.api import applications
from competitions.api.map import CompetitionNearby, MapAreas, MapAssets
from competitions.api.standings import StandingList
from competitions.api.verdicts import AssetVerdicts, CompetitionTodos, CompetitionVerdicts
from competitions.api.views import CompetitionDetail, CompetitionList, OpportunityList

OF = "applications/<int:pk>/"
urlpatterns = [
    path("competitions/", CompetitionList.as_view(), name="competition-list"),
    path("competitions/<int:pk>/", CompetitionDetail.as_view(), name="competition-detail"),
    path("competitions/<int:pk>/nearby/", CompetitionNearby.as_view(), name="competition-nearby"),
    path("map/assets/", MapAssets.as_view(), name="map-assets"),
    path("map/areas/", MapAreas.as_view(), name="map-areas"),
    path("piclo-standings/", StandingList.as_view(), name="piclo-standing-list"),
    path("competitions/<int:pk>/verdicts/", CompetitionVerdicts.as_view(), name="competition-verdicts"),
    path("competitions/<int:pk>/todos/", CompetitionTodos.as_view(), name="competition-todos"),
    path("assets/<int:pk>/verdicts/", AssetVerdicts.as_view(), name="asset-verdicts"),
    path("opportunities/", OpportunityList.as_view(), name="opportunity-list"),
    path("applications/", applications.ApplicationList.as_view(), name="application-list"),
    path("applications/start/", applications.ApplicationStart.as_view(), name="application-start"),
    path(OF, applications.ApplicationDetail.as_view(), name="application-detail"),
    path(
        OF + "sections/<slug:section>/",
        applications.ApplicationSection.as_view(),
        name="application-section",
    ),
    path(OF + "send/", applications.ApplicationSend.as_view(), name="application-send"),
    path(OF + "sent/", applications.ApplicationRecordSent.as_view(), name="application-record-sent"),
    path(
        OF + "decision/",
        applications.ApplicationRecordDecision.as_view(),
        name="application-record-decision",
    ),
    path("documents/", applications.DocumentList.as_view(), name="document-list"),
    path("documents/<int:pk>/", applications.DocumentDetail.as_view(), name="document-detail"),
]
