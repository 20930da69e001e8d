"""Operators look at what the portal keeps; only what they set up can be edited past its rules."""

from django.contrib import admin
from django.test import RequestFactory

from portal.accounts.models import User
from portal.core.admin import ReadOnly

OURS = ("portal.", "assets.", "competitions.", "bidding.", "dispatch.", "settlement.")
SET_UP_BY_OPERATORS = {"User", "Organisation", "Connection", "FeedState", "PostcodeTable"}


def test_only_what_operators_set_up_can_be_edited() -> None:
    ours = {model: page for model, page in admin.site._registry.items() if model.__module__.startswith(OURS)}
    editable = {model.__name__ for model, page in ours.items() if not isinstance(page, ReadOnly)}
    assert editable == SET_UP_BY_OPERATORS


def test_not_even_a_superuser_deletes_a_row_that_may_be_on_its_way() -> None:
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True)
    for page in admin.site._registry.values():
        if isinstance(page, ReadOnly):
            may = (
                page.has_add_permission(request),
                page.has_change_permission(request),
                page.has_delete_permission(request),
            )
            assert may == (False, False, False), page
            assert page.has_view_permission(request)
