"""Doors of the REST API: the same members and permissions as the pages."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.accounts.models import ApiToken, Membership, User
from portal.accounts.models.token import digest
from portal.accounts.permissions import Permission

if TYPE_CHECKING:
    from rest_framework.views import APIView

USED_EVERY = timedelta(minutes=5)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer fd_…`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).decode("latin-1").split()
        if len(words) != 2 or words[0].lower() != "bearer":
            return None
        now = timezone.now()
        tokens = ApiToken.objects.usable(now).select_related("member__user", "member__organisation")
        token = tokens.filter(digest=digest(words[1])).first()
        if token is None:
            raise exceptions.AuthenticationFailed("This token is unknown, expired or revoked.")
        if token.last_used_at is None or now - token.last_used_at > USED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        request._request.member = token.member  # type: ignore[attr-defined]
        return token.member.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def member_of(request: Request) -> Membership:
    """The member an API request acts for."""
    return request._request.member  # type: ignore[attr-defined,no-any-return]


def needs(permission: Permission) -> type[BasePermission]:
    """A DRF permission class: signed in, member, and allowed `permission`."""

    class Needs(BasePermission):
        required_permission = permission

        def has_permission(self, request: Request, view: "APIView") -> bool:
            if not request.user.is_authenticated:
                return False
            member = member_of(request)
            return bool(member) and member.can(permission)

    return Needs
