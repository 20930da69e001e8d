"""Addresses of competitions."""

from django.urls import path

from competitions import views

app_name = "competitions"
urlpatterns = [
    path("", views.competition_list, name="competition-list"),
    path("<int:pk>/", views.competition_detail, name="competition-detail"),
    path("for-asset/<int:pk>/", views.asset_qualification, name="asset-qualification"),
]
