"""The legend's little lines."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def key(kind: str, label: str) -> SafeString:
    """A short stroke in the manner of `kind` (metered, baseline, instructed, other) and what it means."""
    return format_html(
        '<span class="key"><svg viewBox="0 0 20 8" aria-hidden="true">'
        '<path class="series {}" d="M0 4H20"/></svg>{}</span>',
        kind,
        label,
    )
