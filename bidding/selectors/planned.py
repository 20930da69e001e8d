"""The planned assets that Piclo counts behind a ballot of all that are qualified, by name."""

from dataclasses import dataclass

from assets.models import PlannedAsset
from assets.selectors import planned_by_piclo_id
from competitions.models import Opportunity
from portal.accounts.models import Membership

SHOWN = 20


@dataclass(frozen=True)
class PlannedBehind:
    """How many Piclo counts, those that a page names, and how many more there are."""

    count: int
    named: list[PlannedAsset]

    @property
    def others(self) -> int:
        return self.count - len(self.named)


def planned_behind(member: Membership, opportunity: Opportunity | None) -> PlannedBehind:
    """What Piclo lists beside our qualified assets. No query where it lists none."""
    ids = opportunity.planned_asset_ids if opportunity else []
    return PlannedBehind(len(ids), [*planned_by_piclo_id(member, ids).values()][:SHOWN])
