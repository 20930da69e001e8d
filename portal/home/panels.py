"""The desk's panels: addresses that apps serve, named in settings so that nothing is imported upwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.response import SimpleTemplateResponse
from django.urls import resolve
from django.utils.safestring import SafeString, mark_safe

from portal.accounts.models import Membership
from portal.home.rail import address_of


@dataclass(frozen=True)
class Panel:
    """One app's part of the desk."""

    name: str
    url: str


def panels_of(pages: Iterable[str], member: Membership) -> list[Panel]:
    """The panels named in settings: those whose app is installed and whose door is open to `member`."""
    found = [Panel(page.partition(":")[0], url) for page in pages if (url := address_of(page))]
    return [panel for panel in found if open_to(member, panel)]


def open_to(member: Membership, panel: Panel) -> bool:
    """Whether the panel's view lets this person in; `requires` writes on the view what it asks for."""
    needed = getattr(resolve(panel.url).func, "required_permission", None)
    return needed is None or member.can(needed)


def rendered_panels(request: HttpRequest, panels: Sequence[Panel]) -> list[SafeString]:
    """The rows of every panel that this person may see, asked for within this request."""
    return [rows for panel in panels if (rows := rendered(request, panel))]


def rendered(request: HttpRequest, panel: Panel) -> SafeString | None:
    """One panel's rows; None where it answers with anything but a page."""
    found = resolve(panel.url)
    response = found.func(request, *found.args, **found.kwargs)
    if not isinstance(response, SimpleTemplateResponse):
        return None
    text = response.render().content.decode() if response.status_code == 200 else ""
    return mark_safe(text.strip()) or None  # noqa: S308 (an app's own template, already escaped)
