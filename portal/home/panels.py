"""The desk's panels: addresses that apps serve, named in settings so that nothing is imported upwards."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.template.response import SimpleTemplateResponse
from django.urls import resolve
from django.utils.safestring import SafeString, mark_safe

from portal.accounts.models import Membership
from portal.home.rail import address_of

log = logging.getLogger(__name__)


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
    """One panel's rows; None where it has none, and a line that says so where it fails: the other panels stand."""
    found = resolve(panel.url)
    try:
        response = found.func(request, *found.args, **found.kwargs)
        text = (
            response.render().content.decode().strip() if isinstance(response, SimpleTemplateResponse) else ""
        )
    except Exception:
        log.exception("The desk panel of %s failed", panel.name)
        text = render_to_string("home/panel_failed.html", {"name": panel.name.title()})
    return mark_safe(text) if text else None  # noqa: S308 (an app's own template, already escaped)
