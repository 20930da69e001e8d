"""What an app puts on the desk: one line for each thing that needs somebody now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest
from django.template.response import TemplateResponse

from portal.core.states import State


@dataclass(frozen=True)
class DeskItem:
    """A thing that needs somebody.

    `state` is the verb to do or what happened (`State("Answer", Tint.ACT)`), `what` and `where` are short, `ref` is
    Piclo's name of it, `worth` is in £, `until` the instant after which it is lost, `since` since when it stands
    where nothing ends it, `who` has it in hand, and `action` leads by `url` to where it is done. `primary` is for
    what this reader can do now.
    """

    key: str
    state: State
    what: str
    where: str
    url: str
    action: str
    ref: str = ""
    mw: Decimal | None = None
    worth: Decimal | None = None
    until: datetime | None = None
    since: datetime | None = None
    who: str = ""
    mine: bool = False
    primary: bool = False


def panel_response(request: HttpRequest, items: Iterable[DeskItem]) -> TemplateResponse:
    """The answer of an app's desk-panel URL: its lines, soonest first."""
    return TemplateResponse(request, "home/panel.html", {"items": sorted(items, key=urgency)})


def urgency(item: DeskItem) -> tuple[bool, float]:
    """Deadlines first, soonest on top; then what has stood longest."""
    instant = item.until or item.since
    return item.until is None, instant.timestamp() if instant else 0.0
