"""Asking for assets to be sent to Piclo. What is asked is a state of the row; a task or a sweep carries it out."""

from datetime import datetime

from django.db import transaction

from assets.models import Asset
from assets.models.asset import AssetQuerySet
from assets.services.common import locked, record
from assets.services.errors import NothingToSendError
from assets.services.push_runs import start_run
from assets.tasks import push_asset, push_waiting_assets
from portal.accounts.models import Membership
from portal.core.doorbell import ring


def ask_to_push(*, asset_id: int, by: Membership, now: datetime) -> Asset:
    """Ask for one asset to be sent to Piclo."""
    with transaction.atomic():
        asset = locked(asset_id, by)
        if not asset.can_be_sent:
            raise NothingToSendError(f"{asset} is {asset.get_push_state_display().lower()}: nothing to send.")
        ask(asset, by, now)
    return asset


def ask_to_push_all(*, by: Membership, now: datetime) -> int:
    """Ask for everything that was created or changed here to be sent to Piclo; how many that are."""
    return ask_to_push_many(assets=Asset.objects.unsent(), by=by, now=now)


def ask_to_push_many(*, assets: AssetQuerySet, by: Membership, now: datetime) -> int:
    """Ask for those of the member's `assets` that can be sent; how many that are.

    Raises NothingToSendError where that is none.
    """
    with transaction.atomic():
        asked = start_run(assets=assets, by=by, now=now)
        if not asked:
            raise NothingToSendError("Nothing here waits to be sent.")
        ring(push_waiting_assets)
    return asked


def ask(asset: Asset, by: Membership, now: datetime) -> None:
    """Write down that it is to be sent, and ring."""
    if not asset.is_on_its_way:
        asset.push_run = None
    asset.ask(now)
    asset.save()
    record("asset.push-asked", asset, by, now)
    ring(push_asset, asset_id=asset.pk)
