"""A competition's area with our assets in it, as a picture."""

from django.utils.safestring import SafeString

from competitions.models import Competition
from competitions.rules.geometry import Place
from competitions.selectors.qualification import Qualification
from portal.core.charts import Spot, area_map

# More points than this tell nobody anything; those that fit are drawn first.
MOST_SPOTS = 300


def map_of(competition: Competition, qualification: Qualification) -> SafeString:
    """The area, its buffer, and our assets in either. Assets outside would only make the area small."""
    area = qualification.area
    spots = [
        Spot(one.asset.longitude, one.asset.latitude, str(one.asset), one.place.value)
        for one in qualification.verdicts
        if one.place in {Place.INSIDE, Place.BUFFER}
        and one.asset.longitude is not None
        and one.asset.latitude is not None
    ]
    return area_map(
        area.drawn() if area else None,
        title=f"Area of {competition.name}",
        buffer=area.buffer_drawn() if area else None,
        spots=spots[:MOST_SPOTS],
    )
