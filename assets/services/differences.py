"""Taking what Piclo holds of an asset instead of what stands here. Nothing is sent by it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from assets.models import Asset, PushState
from assets.rules.coordinates import PICLO, source_after
from assets.rules.differences import Difference
from assets.selectors.differences import differences_of
from assets.services.common import locked, record
from assets.services.errors import CannotTakeError, StaleAssetError
from portal.accounts.models import Membership
from portal.core.misfits import misfit


def take_theirs(
    *, asset_id: int, by: Membership, version: int, now: datetime, columns: Collection[str] = ()
) -> Asset:
    """Take Piclo's values of `columns`, or of all that differ; in step again where nothing differs any more.

    Raises StaleAssetError where the asset has another version by now, CannotTakeError where that cannot be.
    """
    with transaction.atomic():
        asset = locked(asset_id, by)
        if asset.version != version:
            raise StaleAssetError(asset)
        if asset.is_on_its_way:
            raise CannotTakeError(f"{asset} is on its way to Piclo.")
        taken = _chosen(asset, columns)
        theirs = {one.column: one.theirs for one in taken}
        _fitting(asset, theirs)
        before, came_from = asset.place, asset.coordinates_from
        asset.change(theirs)
        asset.coordinates_from = source_after(before, asset.place, came_from, PICLO)
        if not differences_of(asset):
            asset.push_state = PushState.IN_STEP
            asset.heard(asset.raw if asset.piclo_raw is None else asset.piclo_raw)
        asset.save()
        record("asset.taken-from-piclo", asset, by, now, {one.column: one.ours for one in taken}, theirs)
    return asset


def _chosen(asset: Asset, columns: Collection[str]) -> list[Difference]:
    chosen = [one for one in differences_of(asset) if not columns or one.column in columns]
    if not chosen:
        raise CannotTakeError(f"Nothing of that differs between {asset} and what Piclo holds.")
    return chosen


def _fitting(asset: Asset, theirs: dict[str, object]) -> None:
    """Piclo's values are taken as a pull takes them: if our columns can hold them and the reference is free."""
    fault = misfit(Asset, theirs)
    if fault:
        raise CannotTakeError(fault)
    others = Asset.objects.filter(organisation_id=asset.organisation_id).exclude(pk=asset.pk)
    if "ref" in theirs and others.filter(ref=theirs["ref"]).exists():
        raise CannotTakeError(f"The reference {theirs['ref']} belongs to another asset here.")
