"""API addresses of bidding."""

from django.urls import path

from bidding.api import views

urlpatterns = [
    path("ballots/", views.BallotList.as_view(), name="ballot-list"),
    path("ballots/<int:pk>/", views.BallotDetail.as_view(), name="ballot-detail"),
    path("ballots/<int:pk>/ask/", views.BallotAsk.as_view(), name="ballot-ask"),
    path("ballots/<int:pk>/approve/", views.BallotApprove.as_view(), name="ballot-approve"),
    path("ballots/<int:pk>/send-back/", views.BallotSendBack.as_view(), name="ballot-send-back"),
    path("ballots/<int:pk>/withdraw/", views.BallotWithdraw.as_view(), name="ballot-withdraw"),
    path("ballots/<int:pk>/discard/", views.BallotDiscard.as_view(), name="ballot-discard"),
    path("ballots/<int:pk>/copy/", views.BallotCopy.as_view(), name="ballot-copy"),
    path("results/", views.ResultList.as_view(), name="result-list"),
    path("obligations/", views.ObligationList.as_view(), name="obligation-list"),
    path("obligations/<int:pk>/", views.ObligationDetail.as_view(), name="obligation-detail"),
]
