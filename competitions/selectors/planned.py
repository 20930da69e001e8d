"""Our planned assets in a competition, and whether Piclo counts them there."""

from dataclasses import dataclass

from assets.models import PlannedAsset
from competitions.models import Competition, Opportunity
from competitions.rules.wanted import Wanted, direction_label, direction_wanted
from portal.accounts.models import Membership


@dataclass(frozen=True)
class PlannedOffer:
    """A planned asset and Piclo's word: `counted` is None where Piclo lists no opportunity for us here."""

    planned: PlannedAsset
    counted: bool | None
    wanted: str

    @property
    def doubt(self) -> str:
        """Why it may never count, in words: its capacity goes the other way."""
        if not self.wanted or self.planned.capacity_type == capacity_type(self.wanted):
            return ""
        return f"{self.wanted.capitalize()} is wanted."


def planned_offers(
    member: Membership, competition: Competition, opportunity: Opportunity | None
) -> list[PlannedOffer]:
    """Planned assets that name this competition, by name."""
    counted = set(opportunity.planned_asset_ids) if opportunity else None
    wanted = direction_of(competition)
    meant = PlannedAsset.objects.visible_to(member).meant_for(competition.reference).defer("raw")
    return [PlannedOffer(one, None if counted is None else one.piclo_id in counted, wanted) for one in meant]


def direction_of(competition: Competition) -> str:
    """The direction of capacity that is wanted, such as "Active Export"; empty where it is not known."""
    wanted = Wanted(need_direction=competition.need_direction, power_type=competition.power_type)
    direction = direction_wanted(wanted)
    return direction_label(direction) if direction else ""


def capacity_type(direction: str) -> str:
    """A direction as planned assets carry it: `active_export`."""
    return direction.lower().replace(" ", "_")
