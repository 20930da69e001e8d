"""Doors of views: signed in, member of an organisation, allowed to do it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from portal.accounts.models import Membership
from portal.accounts.permissions import Permission

Rest = ParamSpec("Rest")


class MemberRequest(HttpRequest):
    """A request of somebody who is a member of an organisation; what every view behind `requires` receives."""

    member: Membership
    htmx: HtmxDetails


View = Callable[Concatenate[MemberRequest, Rest], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def requires(permission: Permission | None = None) -> Callable[[View[Rest]], Door[Rest]]:
    """Let members with `permission` in (None: every member); others get the sign-in page or 403.

    The view carries `required_permission`, by which tests find every door.
    """

    def decorate(view: View[Rest]) -> Door[Rest]:
        @wraps(view)
        def door(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            member: Membership | None = request.member  # type: ignore[attr-defined]
            if not member or (permission and not member.can(permission)):
                raise PermissionDenied
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        door.required_permission = permission  # type: ignore[attr-defined]
        return door

    return decorate
