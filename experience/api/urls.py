"""Every path of the API. All end in a slash: without it they do not exist."""

from django.urls import path

from experience.api import (
    applications,
    assets,
    ballots,
    competitions,
    dispatches,
    obligations,
    qualifications,
)
from experience.api.calls import endpoint
from experience.api.signing_in import authtoken

BALLOTS = "bids/v1/competitions/<competition_id>/ballots/"

urlpatterns = [
    path("authtoken/v1/", authtoken),
    path("flex-providers/v1/", endpoint(GET=assets.provider_list)),
    path("assets/v1/", endpoint(GET=assets.asset_list, POST=assets.asset_create)),
    path("assets/v1/obligations/<obligation_id>/", endpoint(GET=assets.obligated_asset_list)),
    path("assets/v1/<asset_id>/", endpoint(GET=assets.asset_detail, PATCH=assets.asset_update)),
    path("planned-assets/v1/", endpoint(GET=assets.planned_asset_list, POST=assets.planned_asset_create)),
    path(
        "planned-assets/v1/<planned_asset_id>/",
        endpoint(GET=assets.planned_asset_detail, PATCH=assets.planned_asset_update),
    ),
    path(
        "applications/v1/",
        endpoint(GET=applications.application_list, POST=applications.application_create),
    ),
    path(
        "applications/v1/<application_id>/",
        endpoint(GET=applications.application_detail, PATCH=applications.application_update),
    ),
    path("bidding-opportunities/v1/", endpoint(GET=competitions.opportunity_list)),
    path("competitions/v1/", endpoint(GET=competitions.competition_list)),
    path("competitions/v1/<competition_id>/", endpoint(GET=competitions.competition_detail)),
    path("asset-qualifications/v1/", endpoint(GET=qualifications.qualification_list)),
    path(BALLOTS, endpoint(GET=ballots.ballot_list, POST=ballots.ballot_create)),
    path(BALLOTS + "<ballot_id>/", endpoint(GET=ballots.ballot_detail, DELETE=ballots.ballot_withdraw)),
    path("competition-results/v1/", endpoint(GET=ballots.result_list)),
    path("obligations/v1/", endpoint(GET=obligations.obligation_list)),
    path("obligations/v1/<obligation_id>/", endpoint(GET=obligations.obligation_detail)),
    path(
        "obligations/v1/<obligation_id>/availability-variations/",
        endpoint(GET=obligations.variation_list, POST=obligations.variation_create),
    ),
    path("dispatches/v1/", endpoint(GET=dispatches.dispatch_list)),
    path("dispatches/v1/respond/", endpoint(POST=dispatches.dispatch_respond)),
    path("dispatches/v1/<dispatch_id>/", endpoint(GET=dispatches.dispatch_detail)),
]
