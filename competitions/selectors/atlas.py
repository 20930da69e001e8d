"""What the map shows at first sight: where to look, which areas, and where the assets are gathered."""

from collections.abc import Sequence

from django.http import QueryDict

from competitions.rules.geometry import Area
from competitions.rules.mapping import Box, box_around
from competitions.rules.nearness import Points
from competitions.selectors.areas import DrawnArea

# More would hide each other.
MOST_AREAS = 300
# Of the panel and of pages; what is left is the filter.
OF_THE_PANEL = ("area", "show", "near", "page")


def first_view(points: Points, areas: Sequence[DrawnArea], chosen: Area | None = None) -> Box:
    """Around the chosen area with its buffer, else all assets, else all areas, else Great Britain."""
    if chosen is not None:
        west, south, east, north = chosen.shape.bounds
        room = max((east - west) / 2, (north - south) / 2, chosen.buffer_km * 0.02)
        return Box(west - room, south - room / 2, east + room, north + room / 2)
    if len(points):
        xs, ys = points.longitudes, points.latitudes
        return box_around([(float(xs.min()), float(ys.min())), (float(xs.max()), float(ys.max()))])
    corners = [(one.box.west, one.box.south) for one in areas] + [
        (one.box.east, one.box.north) for one in areas
    ]
    return box_around(corners)


def areas_within(areas: Sequence[DrawnArea], box: Box) -> tuple[list[DrawnArea], int]:
    """The areas that a box shows, the first to close on top, and how many more there are."""
    there = [one for one in areas if one.box.meets(box)]
    return there[:MOST_AREAS], max(0, len(there) - MOST_AREAS)


def area_link(query: QueryDict, competition_id: int | None) -> str:
    """This page with an area chosen, or none, and the filter as it is."""
    kept = query.copy()
    for key in OF_THE_PANEL:
        kept.pop(key, None)
    if competition_id is not None:
        kept["area"] = str(competition_id)
    return f"?{kept.urlencode()}"
