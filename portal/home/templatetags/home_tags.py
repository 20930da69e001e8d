"""Events in words and tints."""

import re
from datetime import datetime

from django.template import Library

from portal.audit.models import Event
from portal.core.templatetags.value_tags import moment

register = Library()
GOOD = {"approved", "accepted", "confirmed", "qualified", "delivered", "tested"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(Z|[+-]\d\d:\d\d)")
# More places than a kW or a penny has are those of a column.
NOUGHTS = re.compile(r"-?\d+\.\d{3,}0")
UNITS = {"gbp": "£", "mw": "MW", "kw": "kW", "kwh": "kWh", "mwh": "MWh", "kv": "kV"}
BAD = {"rejected", "refused", "failed", "expired", "withdrawn", "removed", "revoked", "gone-at-piclo"}


@register.filter
def event_words(event: Event) -> str:
    """`ballot.approved` as "Ballot approved"."""
    words = event.kind.replace(".", " ").replace("_", " ").replace("-", " ").capitalize()
    return words.replace(" piclo", " Piclo")


@register.filter
def event_tint(event: Event) -> str:
    """The tint of what happened, by its verb."""
    verb = event.kind.rpartition(".")[2]
    return "good" if verb in GOOD else "bad" if verb in BAD else "run"


@register.filter
def event_who(event: Event) -> str:
    """The person who did it, or the rule by which the portal did: `send_ballot` as "send ballot"."""
    rule = event.rule.replace("_", " ").replace("-", " ")
    return str(event.actor or rule or "the portal")


@register.filter
def event_changes(event: Event) -> list[tuple[str, object, object]]:
    """What changed: field, before, after."""
    keys = [*event.before, *(key for key in event.after if key not in event.before)]
    rows = [(_field(key), _spoken(event.before.get(key)), _spoken(event.after.get(key))) for key in keys]
    return [(field, before, after) for field, before, after in rows if before != after]


def _field(key: str) -> str:
    """`total_gbp` as "total, £"."""
    words, _, last = key.rpartition("_")
    return f"{words.replace('_', ' ')}, {UNITS[last]}" if words and last in UNITS else key.replace("_", " ")


def _spoken(value: object) -> object:
    """A value of an event's record as people write it; nothing said is nothing."""
    if value == "":
        return None
    if isinstance(value, list):
        return ", ".join(str(_spoken(one)) for one in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return moment(datetime.fromisoformat(value))
    if isinstance(value, str) and NOUGHTS.fullmatch(value):
        return value.rstrip("0").rstrip(".")
    return value
