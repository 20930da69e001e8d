"""The portal's addresses with three panels of a test: two with lines, one that fails."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone

from portal.accounts.access import MemberRequest, requires
from portal.accounts.permissions import Permission
from portal.core.states import State, Tint
from portal.home.desk import DeskItem, panel_response
from portal.urls import urlpatterns as portal_urls

PANELS = ["test-approvals", "test-dispatch", "test-broken", "no-such:panel"]


def item(key: str, **values: object) -> DeskItem:
    return DeskItem(key, State("Answer", Tint.ACT), f"What {key}", "Where", f"/{key}/", "Open", **values)  # type: ignore[arg-type]


@requires(Permission.BIDS_APPROVE)
def approvals(request: MemberRequest) -> HttpResponse:
    soon = timezone.now() + timedelta(hours=1)
    return panel_response(request, [item("standing"), item("approval", until=soon, mine=True)])


@requires()
def dispatch(request: MemberRequest) -> HttpResponse:
    return panel_response(request, [item("instruction", until=timezone.now() + timedelta(minutes=18))])


@requires()
def broken(request: MemberRequest) -> HttpResponse:
    raise RuntimeError("the database of this panel is gone")


urlpatterns = [
    *portal_urls,
    path("test/approvals/", approvals, name="test-approvals"),
    path("test/dispatch/", dispatch, name="test-dispatch"),
    path("test/broken/", broken, name="test-broken"),
]
