"""How a person likes the portal to look: kept in cookies, so that the first paint is right and no account is needed."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Preference:
    """One choice: its field and cookie, and the values it may have; the first is the default and needs no cookie."""

    name: str
    values: tuple[str, ...]

    @property
    def cookie(self) -> str:
        return f"flexdesk_{self.name}"


THEMES = Preference("theme", ("system", "light", "dark"))
DENSITIES = Preference("density", ("roomy", "tight"))


def chosen(request: HttpRequest, preference: Preference) -> str:
    """The value chosen earlier, else the default."""
    value = request.COOKIES.get(preference.cookie, "")
    return value if value in preference.values else preference.values[0]


@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Remember a choice and go back to where it was made."""
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    for preference in (THEMES, DENSITIES):
        value = request.POST.get(preference.name, "")
        if value in preference.values:
            response.set_cookie(
                preference.cookie, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure()
            )
    return response
