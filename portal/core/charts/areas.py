"""An area on plain paper: the polygons of a competition, its buffer, and where assets stand. No tiles, no network."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT, EDGE = 480, 320, 20
METRES_PER_DEGREE = 111_320.0
LENGTHS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)

Point = tuple[float, float]
GeoJSON = Mapping[str, Any]


@dataclass(frozen=True)
class Spot:
    """An asset on the map, degrees. `kind` is inside, buffer or outside."""

    longitude: float
    latitude: float
    label: str
    kind: str = "inside"


def rings(shape: GeoJSON | None) -> list[list[Point]]:
    """Every ring of a Polygon, MultiPolygon, Feature or collection, holes too, as (longitude, latitude)."""
    if not shape:
        return []
    kind = shape.get("type")
    if kind == "Feature":
        return rings(shape.get("geometry"))
    if kind in {"FeatureCollection", "GeometryCollection"}:
        parts = shape.get("features") or shape.get("geometries") or []
        return [ring for part in parts for ring in rings(part)]
    polygons = {"Polygon": [shape.get("coordinates")], "MultiPolygon": shape.get("coordinates")}.get(
        str(kind), []
    )
    return [
        [(float(p[0]), float(p[1])) for p in ring] for polygon in polygons or [] for ring in polygon or []
    ]


@dataclass(frozen=True)
class Sheet:
    """A flat drawing of a small piece of the earth: degrees of longitude shrink with the latitude."""

    west: float
    north: float
    squeeze: float
    scale: float
    shift: Point

    @classmethod
    def around(cls, points: Sequence[Point]) -> "Sheet":
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        squeeze = cos(radians((south + north) / 2))
        wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
        scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high, 4e5)
        shift = ((WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2)
        return cls(west, north, squeeze, scale, shift)

    def __call__(self, point: Point) -> Point:
        x = (point[0] - self.west) * self.squeeze * self.scale + self.shift[0]
        return round(x, 1), round((self.north - point[1]) * self.scale + self.shift[1], 1)

    def path(self, shapes: Iterable[Sequence[Point]]) -> str:
        """The rings as one path; holes stay holes by the even-odd rule."""
        return "".join(
            "M" + "L".join(f"{x} {y}" for x, y in map(self, ring)) + "Z" for ring in shapes if ring
        )

    def ruler(self) -> SafeString:
        """A length to measure by, at the foot."""
        metres = next((m for m in reversed(LENGTHS) if self.pixels(m) <= WIDTH / 3), LENGTHS[0])
        said = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres} m"
        width, y = round(self.pixels(metres), 1), HEIGHT - 8
        return format_html(
            '<path class="axis" d="M8 {}v4h{}v-4"/><text x="{}" y="{}">{}</text>',
            y - 4,
            width,
            width + 14,
            y,
            said,
        )

    def pixels(self, metres: float) -> float:
        return metres / METRES_PER_DEGREE * self.scale


def area_map(
    area: GeoJSON | None, *, title: str, buffer: GeoJSON | None = None, spots: Sequence[Spot] = ()
) -> SafeString:
    """A figure of an area with its buffer and assets, north up, with a ruler and a list of the assets.

    `area` and `buffer` are GeoJSON in longitude and latitude; without any, the figure says so.
    """
    inner, outer = rings(area), rings(buffer)
    places = [(spot.longitude, spot.latitude) for spot in spots]
    points = [*places, *(point for ring in (*inner, *outer) for point in ring)]
    if not points:
        return mark_safe('<p class="quiet pad">No area was published.</p>')
    sheet = Sheet.around(points)
    dots = format_html_join(
        "",
        '<circle class="spot {}" cx="{}" cy="{}" r="5"><title>{}</title></circle>',
        ((spot.kind, *sheet(place), spot.label) for spot, place in zip(spots, places, strict=True)),
    )
    return format_html(
        '<figure class="chart"><svg viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="area" d="{}"/><path class="buffer" d="{}"/>{}{}</svg>{}</figure>',
        WIDTH, HEIGHT, title, sheet.path(inner), sheet.path(outer), dots, sheet.ruler(), listed(spots),
    )  # fmt: skip


def listed(spots: Sequence[Spot]) -> SafeString | str:
    """The assets on the map as text."""
    if not spots:
        return ""
    items = format_html_join("", "<li>{}: {}</li>", ((spot.label, PLACES[spot.kind]) for spot in spots))
    return format_html(
        "<details><summary>Assets on this map ({})</summary><ul>{}</ul></details>", len(spots), items
    )


PLACES = {"inside": "inside", "buffer": "inside the buffer only", "outside": "outside"}
