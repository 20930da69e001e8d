"""Django's messages in the house's tints."""

from django.contrib.messages.storage.base import Message
from django.template import Library

register = Library()
TINTS = {"success": "good", "error": "bad", "warning": "act", "info": "run"}
ICONS = {"success": "circle-check", "error": "circle-x", "warning": "triangle-alert"}


@register.filter
def message_tint(message: Message) -> str:
    """The tint of a message's level."""
    return TINTS.get(message.level_tag, "idle")


@register.filter
def message_icon(message: Message) -> str:
    """The icon of a message's level."""
    return ICONS.get(message.level_tag, "info")
