"""A competition's area with our assets in it, as a picture."""

from django.utils.safestring import SafeString

from competitions.models import Competition, Verdict
from competitions.models.verdict import PLACES
from portal.core.charts import Spot, area_map

# More points than this tell nobody anything; those that fit are drawn first.
MOST_SPOTS = 300


def map_of(competition: Competition) -> SafeString:
    """The area, its buffer, and our assets in either. Assets outside would only make the area small."""
    area = competition.area
    near = Verdict.objects.filter(competition=competition).exclude(asset__longitude=None)
    near = near.exclude(asset__latitude=None).order_by("standing", "-capacity_w", "asset_id")
    rows = near.values_list("asset__longitude", "asset__latitude", "asset__name", "place")[:MOST_SPOTS]
    return area_map(
        area.drawn() if area else None,
        title=f"Area of {competition.name}",
        buffer=area.buffer_drawn() if area else None,
        spots=[
            Spot(east or 0.0, north or 0.0, name, PLACES[place].value) for east, north, name, place in rows
        ],
    )
