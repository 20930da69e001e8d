"""How people keep their ways of looking at the list of assets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from assets.models import ColumnChoice, SavedFilter
from assets.services.common import record
from assets.services.errors import AssetError
from portal.accounts.models import Membership
from portal.accounts.permissions import Permission


class FilterNameTakenError(AssetError):
    """Its owner has a saved filter with this name."""

    def __init__(self) -> None:
        super().__init__("You have a saved filter with this name.")


class FilterOfAnotherError(AssetError):
    """Somebody else saved the filter."""

    def __init__(self, saved: SavedFilter, deed: str = ", or whoever manages the team, can delete") -> None:
        super().__init__(f"{saved} is {saved.owner.user}'s: only they{deed} it.")


def save_filter(*, by: Membership, name: str, query: str, is_shared: bool, now: datetime) -> SavedFilter:
    """Keep a query of the list under a name. Raises FilterNameTakenError."""
    saved = SavedFilter(
        organisation_id=by.organisation_id, owner=by, name=name, query=query, is_shared=is_shared
    )
    with transaction.atomic():
        _save(saved)
        record("asset_filter.saved", saved, by, now, after=_kept(saved))
    return saved


def change_filter(
    *, filter_id: int, by: Membership, changes: Mapping[str, Any], now: datetime
) -> SavedFilter:
    """Rename one's own saved filter, share it or not, or keep another query under its name.

    Raises FilterOfAnotherError and FilterNameTakenError.
    """
    with transaction.atomic():
        saved = _locked(filter_id, by)
        if saved.owner_id != by.pk:
            raise FilterOfAnotherError(saved, " can change")
        before = _kept(saved)
        for name in ("name", "query", "is_shared"):
            setattr(saved, name, changes.get(name, getattr(saved, name)))
        if before != _kept(saved):
            _save(saved)
            record("asset_filter.changed", saved, by, now, before, _kept(saved))
    return saved


def delete_filter(*, filter_id: int, by: Membership, now: datetime) -> SavedFilter:
    """Drop a saved filter: one's own, or a shared one for who manages the team. Raises FilterOfAnotherError."""
    with transaction.atomic():
        saved = _locked(filter_id, by)
        if saved.owner_id != by.pk and not by.can(Permission.TEAM_MANAGE):
            raise FilterOfAnotherError(saved)
        record("asset_filter.deleted", saved, by, now, before=_kept(saved))
        saved.delete()
    return saved


def choose_columns(*, by: Membership, columns: Sequence[str]) -> None:
    """Remember which columns somebody sees. It changes nothing but that, and so is no event."""
    ColumnChoice.objects.update_or_create(member=by, defaults={"columns": list(columns)})


def forget_columns(*, by: Membership) -> None:
    """See the usual columns again."""
    ColumnChoice.objects.filter(member=by).delete()


def _locked(filter_id: int, by: Membership) -> SavedFilter:
    return SavedFilter.objects.visible_to(by).select_for_update().get(pk=filter_id)


def _kept(saved: SavedFilter) -> dict[str, Any]:
    return {"name": saved.name, "query": saved.query, "is_shared": saved.is_shared}


def _save(saved: SavedFilter) -> None:
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        if "saved_filter_name_once" not in str(error):
            raise
        raise FilterNameTakenError from error
