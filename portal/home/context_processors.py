"""What every page needs: who acts, where they may go, how they like it to look."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.home.preferences import DENSITIES, THEMES, chosen
from portal.home.rail import rail_for


def rail(request: HttpRequest) -> dict[str, Any]:
    """`member`, `rail`, `theme`, `density`; the rail is built only where a template draws it."""
    member = getattr(request, "member", None)
    return {
        "member": member,
        "rail": SimpleLazyObject(lambda: rail_for(member, request.path) if member else []),
        "theme": chosen(request, THEMES),
        "density": chosen(request, DENSITIES),
    }
