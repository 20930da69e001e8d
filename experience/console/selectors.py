"""What the console's pages show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Q, QuerySet, Value, When

from experience.market.models import (
    Application,
    Asset,
    BallotStatus,
    Bid,
    Competition,
    Dispatch,
    Event,
    Obligation,
    Qualification,
)
from experience.market.rules.areas import BUFFER
from experience.market.rules.stages import Stage
from experience.market.services.pool import AssetPool, approved_providers, judge

BOUNDARY = {
    Stage.ANNOUNCED: "qualification_open",
    Stage.QUALIFICATION_OPEN: "qualification_closed",
    Stage.QUALIFICATION_CLOSED: "open",
    Stage.OPEN: "closed",
}
# What the next stage is called on the button that brings it about.
NEXT_DEED = {
    Stage.ANNOUNCED: "Open qualification",
    Stage.QUALIFICATION_OPEN: "Close qualification",
    Stage.QUALIFICATION_CLOSED: "Open bidding",
    Stage.OPEN: "Close bidding",
    Stage.CLOSED: "Decide and confirm",
}
MOST = 60


@dataclass(frozen=True)
class CompetitionLine:
    """A competition with its stage by the clock, and what comes next when."""

    competition: Competition
    stage: Stage
    next_at: datetime | None

    @property
    def words(self) -> str:
        return self.stage.replace("_", " ")

    @property
    def deed(self) -> str:
        """What advancing it does; nothing for one that is over."""
        if self.stage == Stage.CONFIRMED:
            return "Dispatch" if self.awaits_dispatch else "Archive"
        return NEXT_DEED.get(self.stage, "")

    @property
    def awaits_dispatch(self) -> bool:
        row = self.competition
        return bool(row.run_by_bot and row.dispatch_due and not row.dispatched_at)

    @property
    def takes_assets(self) -> bool:
        return self.stage in {Stage.ANNOUNCED, Stage.QUALIFICATION_OPEN}

    @property
    def can_decide(self) -> bool:
        return self.stage == Stage.CLOSED


@dataclass(frozen=True)
class AssetLine:
    """An asset near a competition: its standing, and why it has none."""

    asset: Asset
    eligible: bool
    override: str
    reasons: list[str]
    in_buffer: bool
    override_reason: str


def line_of(competition: Competition, now: datetime) -> CompetitionLine:
    stage = competition.stage(now)
    name = BOUNDARY.get(stage)
    return CompetitionLine(
        competition, stage, getattr(competition, name) if name else competition.confirm_due
    )


def competition_lines(now: datetime, search: str = "") -> list[CompetitionLine]:
    """Those that still move first, by what comes next; then the latest of the past."""
    over = Q(confirmed_at__isnull=False) | Q(archive_on__lte=now.date())
    rows = Competition.objects.select_related("operator").annotate(
        bid_count=Count("ballots__bids", filter=Q(ballots__status=BallotStatus.SUBMITTED), distinct=True),
        over=Case(When(over, then=Value(1)), default=Value(0)),
    )
    if search:
        rows = rows.filter(Q(reference__icontains=search) | Q(name__icontains=search))
    lines = [line_of(each, now) for each in rows.order_by("over", "-closed")[:MOST]]
    return sorted(lines, key=lambda line: (line.competition.over, -line.competition.closed.timestamp()))  # type: ignore[attr-defined]


def bids_of(competition: Competition) -> QuerySet[Bid]:
    bids = Bid.objects.filter(ballot__competition=competition, ballot__status=BallotStatus.SUBMITTED)
    return bids.select_related("ballot__provider", "service_window").order_by("service_window__start", "pk")


def asset_lines(competition: Competition, assets: Iterable[Asset]) -> list[AssetLine]:
    """The given assets, those with a standing first."""
    chosen = list(assets)
    pool = AssetPool.of(Asset.objects.filter(pk__in=[asset.pk for asset in chosen]))
    places = pool.places(competition)
    reasons = judge(competition, pool.assets, places, approved_providers(competition))
    rows = {
        row.asset_id: row for row in Qualification.objects.filter(competition=competition, asset__in=chosen)
    }
    lines = []
    for asset in chosen:
        row, words = rows.get(asset.pk), [reason.words for reason in reasons[asset.pk]]
        eligible, override = bool(row and row.eligible), row.override if row else ""
        said = row.override_reason if row else ""
        lines.append(AssetLine(asset, eligible, override, words, places.get(asset.pk) == BUFFER, said))
    return sorted(lines, key=lambda line: (not line.eligible, len(line.reasons), line.asset.ref))


def criteria_of(competition: Competition) -> list[tuple[str, str]]:
    """What the operator asks of assets, each demand with its value in words."""
    named = competition.criteria.items()
    return [(name.replace("_", " ").capitalize(), _shown(value)) for name, value in named]


def asked_of(competition: Competition) -> dict[str, str]:
    """The criteria as the form that sets them holds them, so that changing one keeps the others."""
    named = competition.criteria.items()
    return {name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in named}


def _shown(value: object) -> str:
    if isinstance(value, list):
        return f"{len(value)}: {', '.join(value[:8])}{' …' if len(value) > 8 else ''}"
    return "yes" if value is True else str(value)


def obligations_of(competition: Competition) -> QuerySet[Obligation]:
    rows = Obligation.objects.filter(competition=competition)
    return rows.select_related("provider", "service_window").order_by("provider__is_rival", "start")


def latest_dispatches() -> QuerySet[Dispatch]:
    """What waits or runs first, then the latest."""
    live = Case(When(status__in=["pending", "accepted"], then=Value(0)), default=Value(1))
    rows = Dispatch.objects.select_related("provider", "obligation__competition")
    return rows.order_by(live, "-start")[:MOST]


def applications() -> QuerySet[Application]:
    waiting = Case(When(status="pending", then=Value(0)), default=Value(1))
    rows = Application.objects.select_related("provider", "dps_record__operator")
    return rows.order_by(waiting, "provider__is_rival", "provider__name", "dps_record__reference")


def latest_events() -> QuerySet[Event]:
    return Event.objects.order_by("-at", "-pk")[:MOST]
