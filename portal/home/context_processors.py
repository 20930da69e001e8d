"""What every page needs: who acts, where they may go, how they like it to look."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.accounts.models import Membership
from portal.home.preferences import DENSITIES, THEMES, chosen
from portal.home.rail import rail_for


def rail(request: HttpRequest) -> dict[str, Any]:
    """`member`, `rail`, `elsewhere`, `theme`, `density`; rail and memberships only where a template draws them."""
    member = getattr(request, "member", None)
    return {
        "member": member,
        "rail": SimpleLazyObject(lambda: rail_for(member, request.path) if member else []),
        "elsewhere": SimpleLazyObject(lambda: memberships_elsewhere(member) if member else []),
        "theme": chosen(request, THEMES),
        "density": chosen(request, DENSITIES),
    }


def memberships_elsewhere(member: Membership) -> list[Membership]:
    """The person's other organisations, to go over to."""
    others = Membership.objects.filter(user_id=member.user_id).exclude(pk=member.pk)
    return list(others.select_related("organisation").order_by("organisation__name"))
