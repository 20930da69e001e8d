"""Reads for the pages about people."""

from datetime import datetime

from django.db.models import QuerySet

from portal.accounts.models import ApiToken, Membership
from portal.audit.models import Event


def team_of(member: Membership) -> QuerySet[Membership]:
    return Membership.objects.visible_to(member).active().select_related("user").order_by("user__email")


def tokens_for_page(member: Membership, now: datetime) -> QuerySet[ApiToken]:
    """Keys that work, of the whole organisation, newest first."""
    tokens = ApiToken.objects.visible_to(member).usable(now)
    return tokens.select_related("member__user").order_by("-created_at")


def activity_of(member: Membership, *, kind: str = "", person: str = "") -> QuerySet[Event]:
    """The organisation's events, newest first, narrowed to a noun (`ballot`) and to whose e-mail contains `person`."""
    events = Event.objects.visible_to(member).select_related("actor").order_by("-at", "-pk")
    if kind:
        events = events.filter(kind__startswith=f"{kind}.")
    if person:
        events = events.filter(actor__email__icontains=person)
    return events
