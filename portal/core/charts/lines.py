"""Values over time: what was asked, what was there, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe

from portal.core import formats
from portal.core.charts.keys import key
from portal.core.charts.scales import Scale, hour_marks, ticks

WIDTH, LEFT, RIGHT, TOP, FOOT = 760, 48, 734, 22, 24

Value = Decimal | float | None
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Series:
    """One line. `kind` is metered, baseline, instructed or other and chooses the stroke; None leaves a gap.

    With `step` a value holds from its instant until the next one (half-hourly averages, instructions).
    """

    name: str
    kind: str
    points: Sequence[tuple[datetime, Value]]
    step: bool = False

    @property
    def end(self) -> datetime | None:
        """Where the line ends; a step holds its last value as long as the one before."""
        instants = [at for at, _ in self.points]
        if self.step and len(instants) > 1:
            return instants[-1] + (instants[-1] - instants[-2])
        return instants[-1] if instants else None


def line_chart(
    series: Sequence[Series],
    *,
    title: str,
    unit: str,
    band: Span | None = None,
    now: datetime | None = None,
    places: int = 3,
    height: int = 220,
) -> SafeString:
    """A figure with lines over London time, a legend, and all values as a table.

    `band` shades the stretch that counts (the delivery); `now` marks the present instant when it lies inside.
    """
    instants = sorted({at for line in series for at, _ in line.points})
    values = [float(v) for line in series for _, v in line.points if v is not None]
    if not instants or not values:
        return mark_safe('<p class="quiet pad">No values yet.</p>')
    ends = [end for line in series if (end := line.end)]
    frame = Frame.around([*instants, max(ends)], values, band, height)
    picture = format_html(
        '<div class="paper" tabindex="0" role="group" aria-label="{}. Arrow keys read values off.">'
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}'
        '<line class="read" y1="{}" y2="{}" visibility="hidden"/></svg><output hidden></output></div>',
        title, WIDTH, height, title, frame.shade(band), frame.grid(unit), lines_of(frame, series), frame.present(now),
        TOP, height - FOOT,
    )  # fmt: skip
    legend = format_html_join("", "{}", ((key(line.kind, line.name),) for line in series))
    rows = table_of(series, instants, unit, places)
    return format_html(
        '<figure class="chart" data-reads>{}{}<figcaption>{}</figcaption>{}</figure>',
        picture, json_script(readings(frame, series, instants, unit, places)), legend, rows,
    )  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """The paper: scales both ways and what lies behind the lines."""

    across: Scale
    up: Scale
    start: datetime
    end: datetime
    marks: Sequence[float]

    @classmethod
    def around(
        cls, instants: Sequence[datetime], values: Sequence[float], band: Span | None, height: int
    ) -> "Frame":
        start, end = instants[0], instants[-1]
        if band:
            start, end = min(start, band[0]), max(end, band[1])
        marks = ticks(min(*values, 0.0), max(*values, 0.0))
        across = Scale(start.timestamp(), end.timestamp(), LEFT, RIGHT)
        return cls(across, Scale(marks[0], marks[-1], height - FOOT, TOP), start, end, marks)

    def x(self, at: datetime) -> float:
        return self.across(at.timestamp())

    def grid(self, unit: str) -> SafeString:
        """Lines and labels of both axes; the unit stands at the top."""
        places = max(0, *(len(f"{mark:g}".partition(".")[2]) for mark in self.marks))
        levels = format_html_join(
            "",
            '<path class="{}" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
            (
                ("axis" if mark == 0 else "grid", LEFT, self.up(mark), RIGHT, LEFT - 6, self.up(mark) + 4,
                 formats.number(mark, places))
                for mark in self.marks
            ),
        )  # fmt: skip
        hours = format_html_join(
            "",
            '<path class="grid" d="M{} {}V{}"/><text x="{}" y="{}" text-anchor="middle">{}</text>',
            (
                (self.x(at), self.up.last, self.up.first, self.x(at), self.up.first + 16, said(at))
                for at in hour_marks(self.start, self.end)
            ),
        )
        return format_html(
            '<text x="{}" y="10" text-anchor="end">{}</text>{}{}', LEFT - 6, unit, levels, hours
        )

    def shade(self, band: Span | None) -> SafeString | str:
        """The stretch that counts."""
        if not band:
            return ""
        first, last = self.x(band[0]), self.x(band[1])
        return format_html(
            '<rect class="band" x="{}" y="{}" width="{}" height="{}"/>',
            first, self.up.last, round(last - first, 1), round(self.up.first - self.up.last, 1),
        )  # fmt: skip

    def present(self, now: datetime | None) -> SafeString | str:
        """The present instant, if it is on the paper."""
        if now is None or not self.start <= now <= self.end:
            return ""
        x = self.x(now)
        return format_html(
            '<path class="now" d="M{} {}V{}"/><text class="said" x="{}" y="10" text-anchor="middle">{}</text>',
            x, self.up.last - 6, self.up.first, x, formats.clock(now),
        )  # fmt: skip


def said(at: datetime) -> str:
    """An hour mark: midnight says its day."""
    return formats.day(at, at) if formats.clock(at) == "00:00" else formats.clock(at)


def lines_of(frame: Frame, series: Sequence[Series]) -> SafeString:
    """The strokes, in the order given: the last lies on top."""
    return format_html_join(
        "", '<path class="series {}" d="{}"/>', ((s.kind, stroke(frame, s)) for s in series)
    )


def stroke(frame: Frame, series: Series) -> str:
    """A path through the points; it is lifted where a value is missing."""
    parts: list[str] = []
    drawing, level = False, 0.0
    for at, value in series.points:
        if value is None:
            if drawing and series.step:
                parts.append(f"H{frame.x(at)}")
            drawing = False
            continue
        x, y = frame.x(at), frame.up(float(value))
        bend = f"H{x}V{y}" if series.step and y != level else f"L{x} {y}"
        parts.append(bend if drawing else f"M{x} {y}")
        drawing, level = True, y
    if drawing and series.step and series.end:
        parts.append(f"H{frame.x(series.end)}")
    return "".join(parts)


def values_at(series: Sequence[Series], instants: Sequence[datetime], places: int) -> list[list[str]]:
    """Every line's value at every instant, spoken; "–" where a line has none."""
    known = [dict(line.points) for line in series]
    return [[formats.number(line.get(at), places) for line in known] for at in instants]


def readings(
    frame: Frame, series: Sequence[Series], instants: Sequence[datetime], unit: str, places: int
) -> dict[str, object]:
    """What the read-off script needs: share of the width, local time, values."""
    spoken = values_at(series, instants, places)
    width = frame.across.high - frame.across.low or 1.0
    return {
        "columns": ["", *(f"{line.name}, {unit}" for line in series)],
        "left": LEFT,
        "right": RIGHT,
        "width": WIDTH,
        "rows": [
            [
                round((at.timestamp() - frame.across.low) / width, 5),
                f"{formats.day(at, at)} {formats.clock(at)}",
                *row,
            ]
            for at, row in zip(instants, spoken, strict=True)
        ],
    }


def table_of(series: Sequence[Series], instants: Sequence[datetime], unit: str, places: int) -> SafeString:
    """The same values for those who read rather than look."""
    head = format_html_join(
        "",
        '<th scope="col" class="num">{} <span class="unit">{}</span></th>',
        ((line.name, unit) for line in series),
    )
    cells = values_at(series, instants, places)
    rows = format_html_join(
        "",
        '<tr><th scope="row">{} {}</th>{}</tr>',
        (
            (
                formats.day(at, at),
                formats.clock(at),
                format_html_join("", '<td class="num">{}</td>', ((value,) for value in row)),
            )
            for at, row in zip(instants, cells, strict=True)
        ),
    )
    return format_html(
        '<details><summary>Values as a table</summary><div class="scroll"><table class="lean"><thead><tr>'
        '<th scope="col">London time</th>{}</tr></thead><tbody>{}</tbody></table></div></details>',
        head,
        rows,
    )
