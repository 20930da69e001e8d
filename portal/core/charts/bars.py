"""Amounts beside each other: one bar a row, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.core import formats
from portal.core.charts.scales import Scale


@dataclass(frozen=True)
class Bar:
    """One amount: its name, value and tint (see Tint; "" is the accent)."""

    label: str
    value: Decimal | float
    tint: str = ""


def bar_row(bars: Sequence[Bar], *, title: str, unit: str, places: int = 2) -> SafeString:
    """A table with name, number and bar for each amount, so that it reads without looking.

    The scale begins at nought; a negative amount lies to the left of it.
    """
    values = [float(bar.value) for bar in bars]
    scale = Scale(min([0.0, *values]), max([0.0, *values]), 0.0, 100.0)
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="num">{}</td><td>{}</td></tr>',
        ((bar.label, formats.number(bar.value, places), rod(bar, scale)) for bar in bars),
    )
    return format_html(
        '<table class="bars"><caption class="sr">{}</caption><thead class="sr"><tr><th scope="col">Name</th>'
        '<th scope="col">{}</th><th scope="col">Bar</th></tr></thead><tbody>{}</tbody></table>',
        title,
        unit,
        rows,
    )


def rod(bar: Bar, scale: Scale) -> SafeString:
    """The bar itself: decoration beside its number."""
    start, end = sorted((scale(0.0), scale(float(bar.value))))
    return format_html(
        '<svg class="meter {}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect x="{}" width="{}" height="6" fill="currentColor"/></svg>',
        bar.tint,
        start,
        round(max(end - start, 0.5), 1),
    )
