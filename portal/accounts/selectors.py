"""Reads for the pages about people."""

from datetime import datetime

from django.db.models import QuerySet

from portal.accounts.models import ApiToken, Membership


def team_of(member: Membership) -> QuerySet[Membership]:
    return Membership.objects.visible_to(member).active().select_related("user").order_by("user__email")


def tokens_for_page(member: Membership, now: datetime) -> QuerySet[ApiToken]:
    """Keys that work, of the whole organisation, newest first."""
    tokens = ApiToken.objects.visible_to(member).usable(now)
    return tokens.select_related("member__user").order_by("-created_at")
