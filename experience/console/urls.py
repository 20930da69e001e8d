"""Addresses of the console."""

from django.urls import path
from django.views.generic import RedirectView

from experience.console import views

urlpatterns = [
    path("", RedirectView.as_view(url="/console/")),
    path("console/", views.overview, name="console"),
    path("console/sign-in/", views.sign_in, name="console-sign-in"),
    path("console/sign-out/", views.sign_out, name="console-sign-out"),
    path("console/competitions/<slug:reference>/", views.competition, name="console-competition"),
    path("console/dispatches/", views.dispatches, name="console-dispatches"),
    path("console/applications/", views.applications, name="console-applications"),
    path("console/faults/", views.faults, name="console-faults"),
    path("console/meters/", views.meters, name="console-meters"),
    path("console/history/", views.history, name="console-history"),
    path("console/load/", views.load, name="console-load"),
    path("console/do/<slug:verb>/", views.do, name="console-do"),
]
