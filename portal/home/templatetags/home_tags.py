"""Events in words and tints."""

from django.template import Library

from portal.audit.models import Event

register = Library()
GOOD = {"approved", "accepted", "confirmed", "qualified", "delivered", "tested"}
BAD = {"rejected", "refused", "failed", "expired", "withdrawn", "removed", "revoked"}


@register.filter
def event_words(event: Event) -> str:
    """`ballot.approved` as "Ballot approved"."""
    return event.kind.replace(".", " ").replace("_", " ").replace("-", " ").capitalize()


@register.filter
def event_tint(event: Event) -> str:
    """The tint of what happened, by its verb."""
    verb = event.kind.rpartition(".")[2]
    return "good" if verb in GOOD else "bad" if verb in BAD else "run"


@register.filter
def event_changes(event: Event) -> list[tuple[str, object, object]]:
    """What changed: field, before, after."""
    keys = [*event.before, *(key for key in event.after if key not in event.before)]
    rows = [(key.replace("_", " "), event.before.get(key), event.after.get(key)) for key in keys]
    return [row for row in rows if row[1] != row[2]]
