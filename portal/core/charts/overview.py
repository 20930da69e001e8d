"""A map of a whole portfolio on plain paper: land, degrees, areas, assets gathered in discs. No tiles, no network."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, log10, radians

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.core.charts.areas import GeoJSON, Point, rings
from portal.core.charts.land import OUTLINES, TOWNS
from portal.core.formats import number

WIDTH, HEIGHT = 960, 640
STEPS = (10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
MOST_LINES = 7
TOWNS_NAMED = 14
# Where the window is narrower than the paper its sides are cut off: labels stand further in.
LABELS_X = 100

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Disc:
    """Assets near each other, degrees."""

    longitude: float
    latitude: float
    count: int
    label: str


@dataclass(frozen=True)
class Patch:
    """An area with its name, and where a click on it leads."""

    shape: GeoJSON
    label: str
    href: str
    chosen: bool = False


@dataclass(frozen=True)
class View:
    """A piece of the earth on paper, as much as fits in the middle: north up, longitudes shrunk with the latitude."""

    west: float
    north: float
    across: float
    along: float

    @classmethod
    def of(cls, bounds: Bounds) -> "View":
        west, south, east, north = bounds
        squeeze = cos(radians((south + north) / 2))
        along = min(WIDTH / max((east - west) * squeeze, 1e-6), HEIGHT / max(north - south, 1e-6))
        across = along * squeeze
        return cls(
            (west + east) / 2 - WIDTH / 2 / across, (south + north) / 2 + HEIGHT / 2 / along, across, along
        )

    @property
    def bounds(self) -> Bounds:
        return self.west, self.north - HEIGHT / self.along, self.west + WIDTH / self.across, self.north

    def __call__(self, point: Point) -> Point:
        return round((point[0] - self.west) * self.across, 1), round((self.north - point[1]) * self.along, 1)

    def shows(self, point: Point) -> bool:
        x, y = self(point)
        return 0 <= x <= WIDTH and 0 <= y <= HEIGHT

    def path(self, lines: Iterable[Sequence[Point]], close: str = "Z") -> str:
        return "".join(
            "M" + "L".join(f"{x} {y}" for x, y in map(self, line)) + close for line in lines if line
        )


def overview_map(
    bounds: Bounds, *, title: str, patches: Sequence[Patch] = (), discs: Sequence[Disc] = ()
) -> SafeString:
    """The picture of `bounds` (west, south, east, north). Areas are links; what the discs hold is told by the page."""
    view = View.of(bounds)
    return format_html(
        '<svg class="overview" viewBox="0 0 {} {}" role="group" aria-label="{}" preserveAspectRatio="xMidYMid slice">'
        '<path class="land" d="{}"/>{}{}{}{}</svg>',
        WIDTH, HEIGHT, title, view.path(OUTLINES), _degrees(view), _patches(view, patches), _towns(view),
        _discs(view, discs),
    )  # fmt: skip


def degrees_said(value: float, positive: str, negative: str) -> str:
    """-3.5 as "3.5° W"."""
    return f"{abs(round(value, 4)):g}° {positive if value > 0 else negative if value < 0 else ''}".strip()


def marks(low: float, high: float) -> list[float]:
    """Round degrees between two bounds, a few of them."""
    step = next((step for step in reversed(STEPS) if (high - low) / step <= MOST_LINES), STEPS[0])
    return [n * step for n in range(ceil(low / step), floor(high / step) + 1)]


def _degrees(view: View) -> SafeString:
    west, south, east, north = view.bounds
    meridians, parallels = marks(west, east), marks(south, north)
    lines = [((x, south), (x, north)) for x in meridians] + [((west, y), (east, y)) for y in parallels]
    texts: Iterator[tuple[float, float, str]] = iter(
        [(view((x, south))[0] + 4, HEIGHT - 6, degrees_said(x, "E", "W")) for x in meridians]
        + [(LABELS_X, view((west, y))[1] - 4, degrees_said(y, "N", "S")) for y in parallels]
    )
    words = format_html_join("", '<text class="degrees" x="{}" y="{}">{}</text>', texts)
    return format_html('<path class="graticule" d="{}"/>{}', view.path(lines, close=""), words)


def _patches(view: View, patches: Sequence[Patch]) -> SafeString:
    return format_html_join(
        "",
        '<a href="{}" aria-label="{}"><path class="patch{}" d="{}"><title>{}</title></path></a>',
        (
            (one.href, one.label, " chosen" if one.chosen else "", view.path(rings(one.shape)), one.label)
            for one in patches
        ),
    )


def _towns(view: View) -> SafeString:
    shown = [(name, view((x, y))) for name, x, y in TOWNS if view.shows((x, y))][:TOWNS_NAMED]
    return format_html_join(
        "",
        '<circle class="town" cx="{}" cy="{}" r="2"/><text class="town" x="{}" y="{}">{}</text>',
        ((x, y, x + 5, y + 4, name) for name, (x, y) in shown),
    )


def _discs(view: View, discs: Sequence[Disc]) -> SafeString:
    return format_html_join(
        "",
        '<g class="disc"><title>{}</title><circle cx="{}" cy="{}" r="{}"/><text x="{}" y="{}">{}</text></g>',
        (
            (one.label, x, y, _radius(one.count), x, y + 4, number(one.count) if one.count > 1 else "")
            for one in sorted(discs, key=lambda one: one.count)
            for x, y in [view((one.longitude, one.latitude))]
        ),
    )


def _radius(count: int) -> float:
    return 5 if count == 1 else round(10 + 4 * log10(count), 1)
