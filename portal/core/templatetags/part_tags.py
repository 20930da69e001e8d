"""Parts of a page: icons, crumbs, notes, empty states, progress, copying, confirming."""

from functools import lru_cache

from django.middleware.csrf import get_token
from django.template import Context, Library
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from lucide.templatetags.lucide import lucide

from portal.core import charts

register = Library()
CURRENT = mark_safe(' aria-current="page"')
NOTE_ICONS = {
    "act": "triangle-alert",
    "bad": "circle-x",
    "good": "circle-check",
    "run": "info",
    "idle": "info",
}


@lru_cache(maxsize=256)
def drawn_icon(name: str, size: int) -> SafeString:
    """An icon as inline SVG; parsed once."""
    attributes = {"class": "icon", "aria_hidden": "true", "focusable": "false"}
    return mark_safe(lucide(name, size=size, **attributes))  # noqa: S308 (from the icon package, by a name of ours)


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """{% icon "gavel" %}: decoration only; a button with nothing else needs its own aria-label."""
    return drawn_icon(str(name), size)


@register.simple_tag
def crumb(label: str, url: str = "") -> SafeString:
    """One step of the breadcrumb, inside {% block crumbs %}; `url` is an address or a URL name."""
    return format_html('<li><a href="{}">{}</a></li>', address(url), label)


@register.simple_tag(takes_context=True)
def tab(context: Context, label: str, url: str, count: int | None = None) -> SafeString:
    """One tab inside <nav class="tabs">; the one whose address is this page's is current."""
    request = context.get("request")
    href = address(url)
    current = CURRENT if request is not None and request.path == href else ""
    tail = format_html(' <span class="unit">{}</span>', count) if count is not None else ""
    return format_html('<a href="{}"{}>{}{}</a>', href, current, label, tail)


@register.simple_block_tag(end_name="endnote")
def note(content: str, tint: str = "act") -> SafeString:
    """{% note "bad" %}Piclo refused the key.{% endnote %}."""
    name = NOTE_ICONS.get(tint, "info")
    return format_html('<div class="note {}">{}<div>{}</div></div>', tint, drawn_icon(name, 16), content)


@register.simple_block_tag(end_name="endempty")
def empty(content: str, title: str, icon_name: str = "inbox") -> SafeString:
    """What stands where rows would: what is missing and, in the content, what to do next."""
    mark = drawn_icon(icon_name, 24)
    return format_html('<div class="empty">{}<strong>{}</strong>{}</div>', mark, title, content)


@register.simple_tag
def progress(value: int, most: int, text: str, leave: bool = True) -> SafeString:
    """Long work: how far, in words, and that one may leave the page."""
    tail = "You may leave this page; the work goes on." if leave else ""
    return format_html(
        '<div class="progress"><progress value="{}" max="{}" aria-label="{}"></progress>'
        '<div><span>{}</span><span class="faint">{}</span></div></div>',
        value,
        max(most, 1),
        text,
        text,
        tail,
    )


@register.simple_tag
def copy(text: str) -> SafeString:
    """A value with a button that copies it."""
    return format_html(
        '<span class="copy"><span class="mono">{}</span><button type="button" data-copy="{}" aria-label="Copy {}">{}'
        "</button></span>",
        text,
        text,
        text,
        drawn_icon("copy", 14),
    )


@register.simple_block_tag(takes_context=True, end_name="endconfirm")
def confirm(
    context: Context, content: str, url: str, label: str, title: str, yes: str = "", css: str = "danger"
) -> SafeString:
    """A button that asks before it posts; without scripts, a link to `url`, which answers GET with the same question.

    {% confirm url=withdraw_url label="Withdraw…" title="Withdraw this ballot?" yes="Withdraw" %}
      <p>Piclo drops every bid in it at once.</p>
    {% endconfirm %}
    """
    request = context.get("request")
    parts = {
        "content": content,
        "url": address(url),
        "label": label,
        "title": title,
        "yes": yes or label.rstrip("…"),
        "css": css,
        "id": f"ask-{slugify(address(url))}",
        "token": get_token(request) if request is not None else "",
    }
    return mark_safe(render_to_string("components/confirm.html", parts))  # noqa: S308 (a template's own output)


def address(url: str) -> str:
    """An address as it is, or the address of a URL name."""
    if not url or url.startswith(("/", "?", "#", "http")):
        return url
    try:
        return reverse(url)
    except NoReverseMatch:
        return url


@register.simple_tag
def chart_key(kind: str, label: str) -> SafeString:
    """One entry of a chart's legend: {% chart_key "metered" "metered, 40 s old" %}."""
    return charts.key(kind, label)
