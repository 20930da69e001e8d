"""Our assets to Piclo: at most one is ever created there, whatever fails in between.

The row says *sending* before the call. Every attempt first reads what stands at Piclo, so one whose answer was lost is
settled by what it left behind, and only what people changed here is sent.
"""

from django.utils import timezone

from assets.models import Asset
from assets.outbound.claims import Claims, Clock, OpenClient
from assets.outbound.runs import Lanes, count_in_run, one_by_one, send_due
from assets.rules.coordinates import NOBODY, NOWHERE, PICLO, source_after
from assets.rules.fields import COLUMNS, Values, body_of, differences, to_piclo, values_of
from portal.piclo.client import PicloClient
from portal.piclo.connect import client_for
from portal.piclo.errors import NotFound, Rejected
from portal.piclo.wire import Asset as PicloAsset
from portal.piclo.wire import Received, Unreadable, read

CLAIMS = Claims(Asset.objects.all, "asset", count_in_run)


def push_one(asset_id: int, *, open_client: OpenClient = client_for, now: Clock = timezone.now) -> bool:
    """Send one asset if it is due; False where Piclo could not be reached, so that others need not be tried."""
    return CLAIMS.send(asset_id, _bring, open_client, now)


def push_due(
    *,
    seconds: float,
    open_client: OpenClient = client_for,
    now: Clock = timezone.now,
    lanes: Lanes = one_by_one,
) -> int:
    """Send what is due, organisation by organisation, for at most about `seconds`; how many were tried."""

    def send_one(asset_id: int) -> bool:
        return push_one(asset_id, open_client=open_client, now=now)

    CLAIMS.recover_lapsed(now())
    return send_due(send_one, lanes, seconds=seconds, now=now)


def _bring(client: PicloClient, row: Asset, provider_id: str, now: Clock) -> None:
    answer = bring_in_step(client, row, provider_id)
    theirs = values_of(answer.value) | {"ref": row.ref}
    CLAIMS.settle(row, answer, theirs | {"coordinates_from": _source(row, theirs)}, now())


def _source(sent: Asset, theirs: Values) -> str:
    """Whose the coordinates are in Piclo's answer: Piclo's where we sent none. Ours stay ours, rounded or not."""
    if None in (sent.latitude, sent.longitude):
        return source_after(NOWHERE, theirs, NOBODY, PICLO)
    return sent.coordinates_from


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
    if found and (other := CLAIMS.holder_of(found.value.id, other_than=asset)):
        words = f"At Piclo the reference {asset.ref} still belongs to {other}, whose new one has to be sent first."
        raise Rejected(words, status=409)
    return found


def _last_known(asset: Asset) -> dict[str, object]:
    """What it was when last in step: what differs from that was changed here. Everything, where it never was."""
    try:
        return values_of(read(PicloAsset, asset.raw).value)
    except Unreadable:
        return dict.fromkeys(COLUMNS, object())
