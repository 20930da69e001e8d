"""What waits for the company's approval: competitions that name a market, and our MW that it would let in."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from competitions.models import Competition
from portal.accounts.models import Membership


@dataclass(frozen=True)
class Held:
    """One competition, and our capacity to which nothing but the approval is lacking."""

    competition: Competition
    mw: Decimal = Decimal(0)
    assets: int = 0


@dataclass(frozen=True)
class Waiting:
    """Competitions of one market, what an approval would let in first."""

    held: list[Held] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.held)

    @property
    def mw(self) -> Decimal:
        """The sum over competitions: an asset can be of use in several."""
        return sum((one.mw for one in self.held), Decimal(0))


def waiting_in(member: Membership, now: datetime, reference: str = "") -> dict[str, Waiting]:
    """Competitions that can still be joined by the market they name; all markets, or one."""
    joinable = Competition.objects.visible_to(member).joinable(now).exclude(dps_record_reference="")
    if reference:
        joinable = joinable.filter(dps_record_reference=reference)
    found: dict[str, list[Held]] = defaultdict(list)
    for competition in joinable.defer("raw", "boundary").order_by("closed_at"):
        found[competition.dps_record_reference].append(Held(competition))
    return {
        market: Waiting(sorted(held, key=lambda one: (-one.mw, one.competition.closed_at)))
        for market, held in found.items()
    }
