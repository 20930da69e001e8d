"""One delivery as the board, the list and the API show it: an instruction, or the award that is one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from assets.models import AssetStatus
from bidding.models import Obligation
from dispatch.models import Instruction
from dispatch.rules.words import Direction
from dispatch.rules.worth import share_left, worth_of
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission
from portal.core.periods import Period
from portal.core.states import State, Tint

WHY = "The award is the instruction."
PLANNED, UNDER_WAY = State("Planned", Tint.GOOD, WHY), State("Running", Tint.RUN, WHY)


@dataclass(frozen=True, slots=True)
class Able:
    """What the assets behind an obligation can do, in MW each way."""

    export_mw: Decimal
    import_mw: Decimal
    assets: int

    def towards(self, direction: str) -> Decimal:
        return self.import_mw if direction == Direction.IMPORT else self.export_mw


@dataclass(frozen=True, slots=True)
class Line:
    """A delivery with what people weigh: `can_mw` is what our assets can do, `worth` pounds if all is delivered."""

    period: Period
    mw: Decimal
    state: State
    obligation: Obligation | None
    instruction: Instruction | None = None
    can_mw: Decimal | None = None
    assets: int = 0
    worth: Decimal | None = None
    time_left: float = 0.0

    @property
    def falls_short(self) -> bool:
        return self.can_mw is not None and self.can_mw < self.mw

    @property
    def key(self) -> str:
        """What a form sends to say which version of which instruction was looked at."""
        return f"{self.instruction.pk}:{self.instruction.piclo_version}" if self.instruction else ""

    @property
    def is_answerable(self) -> bool:
        return self.instruction is not None and not self.instruction.standing.is_answered

    @property
    def tint(self) -> str:
        """How much of the time to answer is left, as a tint."""
        return "bad" if self.time_left < 0.1 else "act" if self.time_left < 0.25 else ""


def may_see_prices(member: Membership) -> bool:
    return member.can(Permission.BIDS_VIEW) or member.can(Permission.SETTLEMENT_VIEW)


def lines_of(instructions: Iterable[Instruction], member: Membership, now: datetime) -> list[Line]:
    """The instructions as lines, in their order. One query for what all their assets can do."""
    rows = list(instructions)
    able = able_by_obligation({row.obligation_id for row in rows if row.obligation_id})
    priced = may_see_prices(member)
    return [_line(row, able.get(row.obligation_id or 0), priced, now) for row in rows]


def _line(row: Instruction, able: Able | None, priced: bool, now: datetime) -> Line:
    price = row.obligation.utilisation_price if priced and row.obligation else None
    return Line(
        period=row.period,
        mw=row.capacity_mw,
        state=row.state(now),
        obligation=row.obligation,
        instruction=row,
        can_mw=able.towards(row.direction) if able else None,
        assets=able.assets if able else 0,
        worth=worth_of(row.capacity_mw, row.period, price),
        time_left=share_left(row.issued_at, row.respond_by_at, now),
    )


def planned_line(obligation: Obligation, period: Period, member: Membership, now: datetime) -> Line:
    """A delivery that the award itself asks for."""
    price = obligation.utilisation_price if may_see_prices(member) else None
    worth = worth_of(obligation.capacity_mw, period, price)
    state = UNDER_WAY if period.contains(now) else PLANNED
    return Line(period=period, mw=obligation.capacity_mw, state=state, obligation=obligation, worth=worth)


def able_by_obligation(obligation_ids: set[int]) -> dict[int, Able]:
    """What the operational assets of each obligation can do together."""
    working = Q(assets__status=AssetStatus.OPERATIONAL)
    sums = Obligation.objects.filter(pk__in=obligation_ids).annotate(
        able_export=Sum("assets__active_export_capacity_mw", filter=working, default=Decimal(0)),
        able_import=Sum("assets__active_import_capacity_mw", filter=working, default=Decimal(0)),
        able_assets=Count("assets", filter=working),
    )
    rows = sums.values_list("pk", "able_export", "able_import", "able_assets")
    return {pk: Able(export, taken, count) for pk, export, taken, count in rows}
