"""Our assets to Piclo: at most one is ever created there, whatever fails in between.

The row says *sending* before the call. Every attempt first reads what stands at Piclo, so one whose answer was lost is
settled by what it left behind, and only what people changed here is sent.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from assets.models import Asset
from assets.outbound.claims import Claims, Clock, OpenClient, taken_by_piclo
from assets.rules.fields import COLUMNS, body_of, differences, to_piclo, values_of
from portal.core.misfits import misfit
from portal.piclo.client import PicloClient
from portal.piclo.connect import client_for
from portal.piclo.errors import NotFound, Rejected
from portal.piclo.wire import Asset as PicloAsset
from portal.piclo.wire import Received, Unreadable, read

CLAIMS = Claims(Asset.objects.all, "asset")


def push_one(asset_id: int, *, open_client: OpenClient = client_for, now: Clock = timezone.now) -> bool:
    """Send one asset if it is due; False where Piclo could not be reached, so that others need not be tried."""
    return CLAIMS.send(asset_id, _bring, open_client, now)


def push_due(*, seconds: float, open_client: OpenClient = client_for, now: Clock = timezone.now) -> int:
    """Send what is due, organisation by organisation, for at most about `seconds`; how many were tried."""
    CLAIMS.recover_lapsed(now())
    until, tried = now() + timedelta(seconds=seconds), 0
    organisations = (
        Asset.objects.due(now()).order_by("organisation_id").values_list("organisation_id").distinct()
    )
    for (organisation_id,) in list(organisations):
        due = Asset.objects.filter(organisation_id=organisation_id).due(now()).values_list("pk", flat=True)
        for asset_id in list(due[:5_000]):
            if now() >= until:
                return tried
            tried += 1
            if not push_one(asset_id, open_client=open_client, now=now):
                break
    return tried


def _bring(client: PicloClient, row: Asset, provider_id: str, now: Clock) -> None:
    settle(row, bring_in_step(client, row, provider_id), now())


def bring_in_step(client: PicloClient, asset: Asset, provider_id: str) -> Received[PicloAsset]:
    """Make Piclo hold what people changed here; what it then holds. Raises PicloError."""
    theirs = find(client, asset)
    ours = {column: getattr(asset, column) for column in COLUMNS}
    if theirs is None:
        return client.create_asset(body_of(ours, provider_id))
    standing = values_of(theirs.value)
    edited = differences(ours, _last_known(asset))
    changes = {column: value for column, value in edited.items() if standing[column] != value}
    return client.update_asset(theirs.value.id, to_piclo(changes)) if changes else theirs


def find(client: PicloClient, asset: Asset) -> Received[PicloAsset] | None:
    """The asset as it stands at Piclo: by its id, else by our reference."""
    if asset.piclo_id:
        try:
            return client.get_asset(asset.piclo_id)
        except NotFound:
            pass
    pages = client.list_assets(ref=asset.ref)
    found = next((item for page in pages for item in page.items if item.value.ref == asset.ref), None)
    if found and (other := _other_with(asset, found.value.id)):
        words = f"At Piclo the reference {asset.ref} still belongs to {other}, whose new one has to be sent first."
        raise Rejected(words, status=409)
    return found


def settle(asset: Asset, answer: Received[PicloAsset], now: datetime) -> None:
    """Piclo has it. What somebody changed here meanwhile stays, and is sent next if it was asked for."""
    with transaction.atomic():
        standing = CLAIMS.still_ours(asset)
        if standing is None:
            return
        taken_by_piclo(asset, standing, answer.value.id, answer.raw, now)
        standing.uploaded_at = answer.value.created
        taken = values_of(answer.value) | {"ref": standing.ref}
        if standing.version == asset.version and misfit(Asset, taken) is None:
            for column, value in taken.items():
                setattr(standing, column, value)
        standing.save()
        CLAIMS.record("pushed", standing, now, {"piclo_id": standing.piclo_id})


def _last_known(asset: Asset) -> dict[str, object]:
    """What it was when last in step: what differs from that was changed here. Everything, where it never was."""
    try:
        return values_of(read(PicloAsset, asset.raw).value)
    except Unreadable:
        return dict.fromkeys(COLUMNS, object())


def _other_with(asset: Asset, piclo_id: str) -> Asset | None:
    others = Asset.objects.filter(organisation_id=asset.organisation_id, piclo_id=piclo_id)
    return others.exclude(pk=asset.pk).first()
