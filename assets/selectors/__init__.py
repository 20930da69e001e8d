"""Reads for pages and endpoints, a noun a file."""

from assets.selectors.assets import (
    assets_needing_somebody,
    last_change,
    timeline_of,
    unsent_in_words,
)
from assets.selectors.listing import assets_listed, columns_of, filters_of, with_chosen
from assets.selectors.planned import planned_by_piclo_id, planned_needing_somebody, planned_timeline_of

__all__ = [
    "assets_listed",
    "assets_needing_somebody",
    "columns_of",
    "filters_of",
    "last_change",
    "planned_by_piclo_id",
    "planned_needing_somebody",
    "planned_timeline_of",
    "timeline_of",
    "unsent_in_words",
    "with_chosen",
]
