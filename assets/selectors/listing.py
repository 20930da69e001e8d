"""How a member looks at the list of assets."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from assets.models import Asset, ColumnChoice, Eligibility, SavedFilter
from assets.models.asset import AssetQuerySet
from portal.accounts.models import Membership


def assets_listed(member: Membership) -> AssetQuerySet:
    """A member's assets as their list and its export read them."""
    return Asset.objects.visible_to(member).listed()


def with_chosen(assets: AssetQuerySet, columns: Collection[str], now: datetime) -> AssetQuerySet:
    """Assets with what only some columns show: their groups; `fitting`, the open competitions that they fit."""
    if "groups" in columns:
        assets = assets.prefetch_related("groups")
    if "fitting" in columns:
        found = Eligibility.objects.filter(asset=OuterRef("pk"), open_until_at__gt=now)
        assets = assets.annotate(fitting=Coalesce(Subquery(found.values("competitions")), 0))
    return assets


def columns_of(member: Membership) -> list[str]:
    """The keys of the columns that a member chose; empty where they chose none."""
    choice = ColumnChoice.objects.filter(member=member).first()
    return choice.columns if choice else []


def filters_of(member: Membership) -> list[SavedFilter]:
    """A member's saved filters and those that colleagues share, by name."""
    saved = SavedFilter.objects.visible_to(member).select_related("owner__user")
    return list(saved.order_by("name", "pk"))
