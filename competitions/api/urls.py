"""API addresses of competitions."""

from django.urls import path

from competitions.api.views import CompetitionDetail, CompetitionList, OpportunityList

urlpatterns = [
    path("competitions/", CompetitionList.as_view(), name="competition-list"),
    path("competitions/<int:pk>/", CompetitionDetail.as_view(), name="competition-detail"),
    path("opportunities/", OpportunityList.as_view(), name="opportunity-list"),
]
