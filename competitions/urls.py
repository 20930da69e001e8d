"""Addresses of competitions."""

from django.urls import path

from competitions.views import competition

app_name = "competitions"
urlpatterns = [
    path("", competition.competition_list, name="competition-list"),
    path("<int:pk>/", competition.competition_detail, name="competition-detail"),
    path("for-asset/<int:pk>/", competition.asset_qualification, name="asset-qualification"),
]
