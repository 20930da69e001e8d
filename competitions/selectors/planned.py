"""Our planned assets in a competition, and whether Piclo counts them there."""

from dataclasses import dataclass

from assets.models import PlannedAsset
from competitions.models import Competition, Opportunity
from portal.accounts.models import Membership


@dataclass(frozen=True)
class PlannedOffer:
    """A planned asset and Piclo's word: `counted` is None where Piclo lists no opportunity for us here."""

    planned: PlannedAsset
    counted: bool | None


def planned_offers(
    member: Membership, competition: Competition, opportunity: Opportunity | None
) -> list[PlannedOffer]:
    """Planned assets that name this competition, by name."""
    counted = set(opportunity.planned_asset_ids) if opportunity else None
    meant = PlannedAsset.objects.visible_to(member).meant_for(competition.reference).defer("raw")
    return [PlannedOffer(one, None if counted is None else one.piclo_id in counted) for one in meant]
