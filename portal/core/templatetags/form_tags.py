"""Forms: fields with unit, help and fault; the summary of faults; filters over a list."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = Library()
TICKS = (forms.CheckboxInput,)
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def drawn(template: str, **parts: Any) -> SafeString:
    """A component's template as safe text."""
    return mark_safe(render_to_string(f"components/{template}.html", parts))  # noqa: S308 (a template's own output)


@register.simple_tag
def field(bound: BoundField, unit: str = "", optional: bool = True) -> SafeString:
    """{% field form.capacity unit="MW" %}; `optional=False` leaves out the word "optional"."""
    if bound.is_hidden:
        return mark_safe(str(bound))  # noqa: S308 (Django's own widget)
    return drawn("field", field=bound, unit=unit, optional=optional)


@register.simple_tag
def fields(form: forms.BaseForm) -> SafeString:
    """All fields of a form, hidden ones too, in their order."""
    return drawn("fields", form=form)


@register.simple_tag
def error_summary(form: forms.BaseForm) -> SafeString | str:
    """The faults of a form at its top, each a link to its field; nothing where there are none."""
    return drawn("error_summary", form=form) if form.is_bound and form.errors else ""


@register.simple_tag
def stale_notice(form: forms.BaseForm) -> SafeString | str:
    """What another person saved while this form was open (VersionedModelForm)."""
    stale = getattr(form, "stale", None)
    return drawn("stale", stale=stale) if stale else ""


@register.simple_tag(takes_context=True)
def filters(context: Context, filterset: Any, target: str = "#results", keep: str = "") -> SafeString:
    """The filter bar of a list: a GET form that works alone and swaps `target` through htmx.

    `keep` names what else of the query stays, separated by blanks.
    Filters that the filterset names as `seldom` are folded away until one of them is set.
    """
    request = context.get("request")
    query = request.GET if request is not None else {}
    form = filterset.form
    names = set(form.fields)
    seldom = set(getattr(filterset, "seldom", ()))
    return drawn(
        "filters",
        form=form,
        usual=[bound for bound in form.visible_fields() if bound.name not in seldom],
        seldom=[bound for bound in form.visible_fields() if bound.name in seldom],
        unfolded=any(query.get(name) for name in seldom),
        target=target,
        path=request.path if request is not None else "",
        kept={key: query[key] for key in ("sort", *keep.split()) if key in query},
        active=any(query.get(name) for name in names),
    )


@register.filter
def is_tick(bound: BoundField) -> bool:
    """Whether the label stands behind the control."""
    return isinstance(bound.field.widget, TICKS)


@register.filter
def is_group(bound: BoundField) -> bool:
    """Whether the control is a group with labels of its own."""
    return isinstance(bound.field.widget, GROUPS)


@register.filter
def unit_of(bound: BoundField) -> str:
    """The unit that the form gave the field."""
    return str(getattr(bound.field, "unit", ""))
