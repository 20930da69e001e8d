"""Reads for pages and endpoints, a noun a file."""

from assets.selectors.assets import assets_needing_somebody, last_change, timeline_of, unsent_count

__all__ = ["assets_needing_somebody", "last_change", "timeline_of", "unsent_count"]
