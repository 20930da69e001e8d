"""Amounts beside each other: one bar a row, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.core import formats
from portal.core.charts.scales import Scale

WIDTH, LABELS, FIGURES, ROW = 520, 150, 96, 26


@dataclass(frozen=True)
class Bar:
    """One amount: its name, value, tint (see Tint; "" is the accent) and, in brackets, what it is of."""

    label: str
    value: Decimal | float
    tint: str = ""


def bar_row(bars: Sequence[Bar], *, title: str, unit: str, places: int = 2) -> SafeString:
    """A figure with a bar for each amount and its number at the end; readable as a list without looking.

    The scale begins at nought; a negative amount lies to the left of it.
    """
    values = [float(bar.value) for bar in bars]
    scale = Scale(min(0.0, *values), max(0.0, *values) or 1.0, LABELS, WIDTH - FIGURES)
    rows = format_html_join(
        "",
        '<text x="0" y="{}">{}</text><rect class="track" x="{}" y="{}" width="{}" height="10" rx="2"/>'
        '<rect class="rod {}" x="{}" y="{}" width="{}" height="10" rx="2"/>'
        '<text class="said" x="{}" y="{}" text-anchor="end">{}</text>',
        (row(bar, scale, i * ROW, places) for i, bar in enumerate(bars)),
    )
    return format_html(
        '<figure class="chart bars"><div class="paper"><svg viewBox="0 0 {} {}" role="img" aria-label="{}: {}">'
        '<text x="{}" y="10" text-anchor="end">{}</text>{}</svg></div></figure>',
        WIDTH, 18 + len(bars) * ROW, title, spoken(bars, unit, places), WIDTH, unit, rows,
    )  # fmt: skip


def row(bar: Bar, scale: Scale, top: int, places: int) -> tuple[object, ...]:
    """The places of one bar's parts."""
    y = top + 22
    start, end = sorted((scale(0.0), scale(float(bar.value))))
    text = formats.number(bar.value, places)
    width = WIDTH - FIGURES - LABELS
    return (
        y + 9,
        bar.label,
        LABELS,
        y,
        width,
        bar.tint,
        start,
        y,
        round(max(end - start, 1.0), 1),
        WIDTH,
        y + 9,
        text,
    )


def spoken(bars: Sequence[Bar], unit: str, places: int) -> str:
    """All amounts in one sentence."""
    return "; ".join(f"{bar.label} {formats.number(bar.value, places)} {unit}" for bar in bars)
