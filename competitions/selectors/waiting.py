"""What waits for the company's approval: competitions that name a market, and our MW that it would let in."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, QuerySet, Sum

from competitions.models import Competition, Verdict
from competitions.rules.codes import ACTIONS, AGAINST, Code
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
    lacking = _lacking_approval(joinable)
    found: dict[str, list[Held]] = defaultdict(list)
    for competition in joinable.defer("raw", "boundary").order_by("closed_at"):
        mw, assets = lacking.get(competition.pk, (Decimal(0), 0))
        found[competition.dps_record_reference].append(Held(competition, mw, assets))
    return {
        market: Waiting(sorted(held, key=lambda one: (-one.mw, one.competition.closed_at)))
        for market, held in found.items()
    }


def _lacking_approval(competitions: QuerySet[Competition]) -> dict[int, tuple[Decimal, int]]:
    """MW and number of assets, by competition, to which nothing is lacking but the approval; doubts do not count."""
    bars = F("codes").bitand(ACTIONS | AGAINST)
    verdicts = Verdict.objects.filter(competition__in=competitions.order_by().values("pk"))
    alone = verdicts.alias(bars=bars).filter(bars=Code.NOT_APPROVED.value)
    sums = alone.values_list("competition_id").annotate(Sum("capacity_w"), Count("asset_id"))
    return {pk: (Decimal(watts) / 1_000_000, assets) for pk, watts, assets in sums}
