"""Competitions as lists show them: stage, what is needed, what we may bid with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, FloatField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Extract

from competitions.models import Competition, Opportunity, ServiceWindow
from competitions.rules.stages import Stage, StageNow
from competitions.rules.states import stage_shown
from portal.accounts.models import Membership
from portal.core.states import State


@dataclass(frozen=True)
class Standing:
    """Where a competition stands for us at one instant. `may_bid` is Piclo's word, whatever the clock says."""

    now: StageNow
    may_bid: bool
    shown: State

    @property
    def bidding_open(self) -> bool:
        return self.now.stage is Stage.BIDDING


def listed_competitions(member: Membership, now: datetime) -> QuerySet[Competition]:
    """The member's competitions with `most_needed_mw`, `our_mw` and `close_rank`, the one that closes next first."""
    windows = ServiceWindow.objects.filter(period__competition=OuterRef("pk"), gone_at=None)
    needed = windows.values("period__competition").annotate(most=Max("capacity_required_mw")).values("most")
    ours = Opportunity.objects.standing().filter(competition=OuterRef("pk")).values("total_capacity_mw")
    rows = Competition.objects.visible_to(member).annotate(
        most_needed_mw=Subquery(needed), our_mw=Subquery(ours), close_rank=_close_rank(now)
    )
    return rows.order_by(F("close_rank").asc(nulls_last=True), "pk")


def standing_of(competition: Competition, now: datetime, *, may_bid: bool) -> Standing:
    """Stage, Piclo's word and the pill that says both."""
    stage = competition.stage_at(now)
    gone = competition.gone_at is not None
    return Standing(stage, may_bid, stage_shown(stage.stage, may_bid=may_bid, gone=gone))


def with_standing(competitions: Iterable[Competition], now: datetime) -> list[tuple[Competition, Standing]]:
    """Rows of `listed_competitions`, each with its standing."""
    return [
        (competition, standing_of(competition, now, may_bid=getattr(competition, "our_mw", None) is not None))
        for competition in competitions
    ]


def open_to_us(member: Membership, now: datetime) -> QuerySet[Opportunity]:
    """Where we may bid right now, the one that closes first on top."""
    standing = Opportunity.objects.visible_to(member).standing().select_related("competition")
    bidding = standing.filter(competition__in=Competition.objects.in_stage(Stage.BIDDING, now))
    return bidding.order_by("competition__closed_at", "pk")


def _close_rank(now: datetime) -> Case:
    """Seconds until the close; closed ones after all others, the last closed first."""
    away = Cast(Extract(F("closed_at"), "epoch"), FloatField()) - Value(now.timestamp())
    long_after = Value(1e11)
    return Case(
        When(Q(closed_at__gt=now), then=away),
        When(Q(closed_at__lte=now), then=long_after - away),
        default=Value(None),
        output_field=FloatField(),
    )
