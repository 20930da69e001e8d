"""What our groups have together in competitions: a smallest size is asked of the group, not of each asset."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, Sum

from assets.models import AssetGroup
from competitions.models import Competition, Verdict
from competitions.rules.fleet import megawatts
from competitions.rules.reasons import size_doubts
from competitions.rules.wanted import Window
from competitions.selectors.wanted import windows_of
from portal.accounts.models import Membership


@dataclass(frozen=True)
class GroupSize:
    """A group's fitting assets and MW in a competition, and how many windows ask for more."""

    group: AssetGroup
    competition: Competition
    assets: int
    megawatts: Decimal
    too_small_for: int


def group_sizes(competition: Competition, windows: Collection[Window]) -> list[GroupSize]:
    """What each of our groups has together of what fits a competition, the largest first."""
    rows = (
        Verdict.objects.active()
        .filter(competition=competition)
        .exclude(asset__groups=None)
        .values(group=F("asset__groups"))
        .annotate(assets=Count("asset_id"), watts=Sum("capacity_w"))
        .order_by("-watts")
    )
    groups = AssetGroup.objects.in_bulk([row["group"] for row in rows])
    return [_size(groups[row["group"]], competition, row["assets"], row["watts"], windows) for row in rows]


def sizes_of_group(group: AssetGroup, member: Membership, now: datetime) -> list[GroupSize]:
    """What a group has together in each competition that can still be joined, the first to close first."""
    fitting = Verdict.objects.active().filter(asset__groups=group)
    rows = fitting.values("competition_id").annotate(assets=Count("asset_id"), watts=Sum("capacity_w"))
    found = {row["competition_id"]: (row["assets"], row["watts"]) for row in rows.order_by()}
    joinable = Competition.objects.visible_to(member).joinable(now).filter(pk__in=found)
    competitions = list(joinable.defer("raw", "boundary").order_by("closed_at", "pk"))
    windows = windows_of([one.pk for one in competitions])
    return [_size(group, one, *found[one.pk], windows[one.pk]) for one in competitions]


def _size(
    group: AssetGroup, competition: Competition, assets: int, watts: int, windows: Collection[Window]
) -> GroupSize:
    power = megawatts(watts)
    return GroupSize(group, competition, assets, power, len(size_doubts(windows, power)))
