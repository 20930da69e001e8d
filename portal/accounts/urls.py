"""Addresses of people and keys."""

from django.urls import path

from portal.accounts.views import team, tokens

app_name = "accounts"
urlpatterns = [
    path("team/", team.team, name="team"),
    path("team/add/", team.member_create, name="member-create"),
    path("team/<int:pk>/", team.member_roles, name="member-roles"),
    path("switch/<slug:slug>/", team.switch_organisation, name="switch"),
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
]
