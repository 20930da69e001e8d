"""Pictures drawn on the server: pure functions from values to SVG, each with the same values as a table beside it."""

from portal.core.charts.areas import Spot, area_map
from portal.core.charts.bars import Bar, bar_row
from portal.core.charts.keys import key
from portal.core.charts.lines import Series, line_chart

__all__ = ["Bar", "Series", "Spot", "area_map", "bar_row", "key", "line_chart"]
