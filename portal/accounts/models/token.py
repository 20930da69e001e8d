"""Keys with which internal tools use the REST API."""

import hashlib
import secrets
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from portal.accounts.models.organisation import Membership
from portal.core.models import Stamped

PREFIX = "fd_"


def digest(token: str) -> str:
    """What is stored of a token: tokens are long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, member: Membership) -> Self:
        return self.filter(member__organisation_id=member.organisation_id)

    def usable(self, now: datetime) -> Self:
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, member__user__is_active=True
        )


class ApiToken(Stamped):
    """A tool's key: it may do what its member may do, until it expires or is revoked. Shown once, stored as a hash."""

    member = models.ForeignKey(Membership, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def new_secret() -> str:
        return PREFIX + secrets.token_urlsafe(32)
