"""Piclo's competitions and our opportunities in them, brought into our rows."""

from competitions.sync.competitions import CompetitionPull, mirror
from competitions.sync.opportunities import OpportunityPull

__all__ = ["CompetitionPull", "OpportunityPull", "mirror"]
