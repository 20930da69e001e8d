"""Addresses of competitions."""

from django.urls import path

from competitions.views import (
    application_desk,
    application_sending,
    applications,
    asset,
    competition,
    documents,
    entering,
    group,
    map,
    pair,
    planned,
)

app_name = "competitions"
OF = "applications/<int:pk>/"
urlpatterns = [
    path("", competition.competition_list, name="competition-list"),
    path("map/", map.portfolio_map, name="map"),
    path("map/unplaced/", map.unplaced_list, name="unplaced-list"),
    path("options/", planned.competition_options, name="competition-options"),
    path("<int:pk>/", competition.competition_detail, name="competition-detail"),
    path("entry/", entering.entry_list, name="entry-list"),
    path("<int:pk>/asset/<int:asset_pk>/", pair.pair_detail, name="pair-detail"),
    path("<int:pk>/planned/", planned.competition_planned, name="competition-planned"),
    path("for-asset/<int:pk>/", asset.asset_qualification, name="asset-qualification"),
    path("for-group/<int:pk>/", group.group_entering, name="group-entering"),
    path("applications/", applications.application_list, name="application-list"),
    path("applications/new/", applications.application_create, name="application-create"),
    path("applications/desk-panel/", application_desk.application_desk_panel, name="application-desk-panel"),
    path("applications/rail-count/", application_desk.application_rail_count, name="application-rail-count"),
    path(OF, applications.application_detail, name="application-detail"),
    path(
        OF + "sections/<slug:section>/",
        applications.application_section,
        name="application-section",
    ),
    path(OF + "send/", application_sending.application_send, name="application-send"),
    path(OF + "package/", application_sending.application_package, name="application-package"),
    path(
        OF + "sent/",
        application_sending.application_record_sent,
        name="application-record-sent",
    ),
    path(
        OF + "decision/",
        application_sending.application_record_decision,
        name="application-record-decision",
    ),
    path(OF + "discard/", applications.application_discard, name="application-discard"),
    path("applications/documents/", documents.document_list, name="document-list"),
    path("applications/documents/new/", documents.document_create, name="document-create"),
    path("applications/documents/<int:pk>/download/", documents.document_download, name="document-download"),
    path("applications/documents/<int:pk>/replace/", documents.document_replace, name="document-replace"),
    path("applications/documents/<int:pk>/remove/", documents.document_remove, name="document-remove"),
]
