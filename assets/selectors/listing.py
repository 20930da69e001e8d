"""How a member looks at the list of assets."""

from assets.models import Asset, ColumnChoice, SavedFilter
from assets.models.asset import AssetQuerySet
from portal.accounts.models import Membership


def assets_listed(member: Membership) -> AssetQuerySet:
    """A member's assets as their list and its export read them."""
    return Asset.objects.visible_to(member).listed()


def columns_of(member: Membership) -> list[str]:
    """The keys of the columns that a member chose; empty where they chose none."""
    choice = ColumnChoice.objects.filter(member=member).first()
    return choice.columns if choice else []


def filters_of(member: Membership) -> list[SavedFilter]:
    """A member's saved filters and those that colleagues share, by name."""
    saved = SavedFilter.objects.visible_to(member).select_related("owner__user")
    return list(saved.order_by("name", "pk"))
