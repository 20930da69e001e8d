"""Reads about groups: how large each is, and what some assets are together."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from assets.models import Asset, AssetGroup, AssetStatus
from assets.models.asset import AssetQuerySet
from assets.models.pushed import ON_ITS_WAY
from portal.accounts.models import Membership
from portal.audit.models import Event

NONE = Decimal(0)
MOST_NAMED = 8
LONGEST_TIMELINE = 50
LIVE = ~Q(assets__status=AssetStatus.ARCHIVED)


@dataclass(frozen=True)
class Together:
    """What some assets are together: how many, MW by direction, and the names of the first few."""

    assets: int
    export_mw: Decimal
    import_mw: Decimal
    archived: int
    at_piclo: int
    on_the_way: int
    first: tuple[str, ...]

    @property
    def live(self) -> int:
        return self.assets - self.archived

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.assets - len(self.first)


def groups_with_sizes(member: Membership) -> "QuerySet[AssetGroup]":
    """A member's groups with what their live assets come to: `live_assets`, `export_mw`, `import_mw`."""
    return AssetGroup.objects.visible_to(member).annotate(
        live_assets=Count("assets", filter=LIVE),
        export_mw=Coalesce(Sum("assets__active_export_capacity_mw", filter=LIVE), NONE),
        import_mw=Coalesce(Sum("assets__active_import_capacity_mw", filter=LIVE), NONE),
    )


def together(assets: AssetQuerySet) -> Together:
    """What assets are together; MW of those that are not archived."""
    plain = assets.order_by()
    archived = Q(status=AssetStatus.ARCHIVED)
    sums = Asset.objects.filter(pk__in=plain.values("pk")).aggregate(
        assets=Count("pk"),
        export_mw=Coalesce(Sum("active_export_capacity_mw", filter=~archived), NONE),
        import_mw=Coalesce(Sum("active_import_capacity_mw", filter=~archived), NONE),
        archived=Count("pk", filter=archived),
        at_piclo=Count("pk", filter=~Q(piclo_id="") & ~archived),
        on_the_way=Count("pk", filter=Q(push_state__in=ON_ITS_WAY)),
    )
    first = Asset.objects.filter(pk__in=plain.values("pk")).order_by("name", "pk")[:MOST_NAMED]
    return Together(**sums, first=tuple(str(asset) for asset in first))


def happened_to(group: AssetGroup) -> list[Event]:
    """What was decided about a group, newest first."""
    return list(Event.objects.about(group).select_related("actor")[:LONGEST_TIMELINE])
