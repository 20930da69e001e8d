"""Piclo's competitions and our opportunities and standings in them, brought into our rows."""

from competitions.sync.competitions import CompetitionPull, mirror
from competitions.sync.opportunities import OpportunityPull
from competitions.sync.standings import StandingPull

__all__ = ["CompetitionPull", "OpportunityPull", "StandingPull", "mirror"]
