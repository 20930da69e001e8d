"""Who acts: the signed-in person's membership, chosen once per session."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal.accounts.models import Membership

SESSION_KEY = "organisation_id"


def current_member(request: HttpRequest) -> Membership | None:
    """The membership that the session chose, else the person's first; None for strangers to every organisation."""
    if not request.user.is_authenticated:
        return None
    memberships = Membership.objects.filter(user=request.user).select_related("organisation", "user")
    chosen: int | None = request.session.get(SESSION_KEY)
    return (chosen and memberships.filter(organisation_id=chosen).first()) or memberships.order_by(
        "pk"
    ).first()


class MemberMiddleware:
    """Sets `request.member`, read from the database only when something asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.member = SimpleLazyObject(lambda: current_member(request))  # type: ignore[attr-defined]
        return self.get_response(request)
