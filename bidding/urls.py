"""Addresses of bidding."""

from django.urls import path

from bidding.views import ballots, contracts, deeds, desk

app_name = "bidding"
urlpatterns = [
    path("", ballots.ballot_list, name="ballot-list"),
    path("competition/<int:pk>/draft/", ballots.ballot_create, name="ballot-create"),
    path("<int:pk>/", ballots.ballot_detail, name="ballot-detail"),
    path("<int:pk>/check/", ballots.ballot_check, name="ballot-check"),
    path("<int:pk>/save/", ballots.ballot_save, name="ballot-save"),
    path("<int:pk>/ask/", deeds.ballot_ask, name="ballot-ask"),
    path("<int:pk>/approve/", deeds.ballot_approve, name="ballot-approve"),
    path("<int:pk>/send-back/", deeds.ballot_send_back, name="ballot-send-back"),
    path("<int:pk>/withdraw/", deeds.ballot_withdraw, name="ballot-withdraw"),
    path("<int:pk>/discard/", deeds.ballot_discard, name="ballot-discard"),
    path("<int:pk>/copy/", deeds.ballot_copy, name="ballot-copy"),
    path("results/", contracts.result_list, name="result-list"),
    path("contracts/", contracts.obligation_list, name="obligation-list"),
    path("contracts/<int:pk>/", contracts.obligation_detail, name="obligation-detail"),
    path("desk/", desk.desk_panel, name="desk-panel"),
    path("rail/", desk.rail_count, name="rail-count"),
]
