"""Our assets to Piclo: at most one is ever created there, whatever fails in between.

The row says *sending* before the call. Every attempt first reads what stands at Piclo, so one whose answer was lost is
settled by what it left behind, and only what people changed here is sent.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assets.models import Asset, PushState
from assets.rules.fields import COLUMNS, body_of, differences, to_piclo, values_of
from assets.rules.pushing import CLAIM, pause_after
from portal.audit.services import record_event
from portal.core.misfits import misfit
from portal.piclo.client import PicloClient
from portal.piclo.connect import client_for
from portal.piclo.errors import NotFound, PicloError, Rejected, Unauthorised, Unavailable
from portal.piclo.models import Connection
from portal.piclo.wire import Asset as PicloAsset
from portal.piclo.wire import Received, Unreadable, read

Clock = Callable[[], datetime]
OpenClient = Callable[[Connection], PicloClient]

RULE = "push to Piclo"


def push_one(asset_id: int, *, open_client: OpenClient = client_for, now: Clock = timezone.now) -> bool:
    """Send one asset if it is due; False where Piclo could not be reached, so that others need not be tried."""
    asset = claim(asset_id, now())
    if asset is None:
        return True
    connection = Connection.objects.filter(organisation_id=asset.organisation_id).first()
    if connection is None:
        postpone(asset, Unavailable("There is no connection to Piclo yet."), now())
        return False
    try:
        answer = bring_in_step(open_client(connection), asset, connection.provider_id)
    except Rejected as error:
        if isinstance(error, Unauthorised):
            postpone(asset, error, now())
            return False
        refuse(asset, error, now())
    except PicloError as error:
        postpone(asset, error, now())
        return not isinstance(error, Unavailable)
    else:
        settle(asset, answer, now())
    return True


def push_due(*, seconds: float, open_client: OpenClient = client_for, now: Clock = timezone.now) -> int:
    """Send what is due, organisation by organisation, for at most about `seconds`; how many were tried."""
    recover_lapsed(now())
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


def recover_lapsed(now: datetime) -> int:
    """Whoever claimed these is gone without a word: what became of the call is to be read back."""
    return Asset.objects.lapsed(now).update(push_state=PushState.UNCONFIRMED, push_after=now)


def claim(asset_id: int, now: datetime) -> Asset | None:
    """Mark an asset as being sent, for one sender alone; None where it is not due or another has it."""
    claimed = Asset.objects.filter(pk=asset_id).due(now)
    changed = claimed.update(
        push_state=PushState.SENDING, push_after=now + CLAIM, push_attempts=F("push_attempts") + 1
    )
    return Asset.objects.get(pk=asset_id) if changed else None


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
        standing = _still_ours(asset)
        if standing is None:
            return
        standing.piclo_id, standing.raw = answer.value.id, answer.raw
        standing.uploaded_at, standing.pushed_at = answer.value.created, now
        standing.push_state, standing.push_words = _state_after(asset, standing, PushState.IN_STEP), ""
        standing.push_attempts, standing.push_after = 0, None
        taken = values_of(answer.value) | {"ref": standing.ref}
        if standing.version == asset.version and misfit(Asset, taken) is None:
            for column, value in taken.items():
                setattr(standing, column, value)
        standing.save()
        _record("asset.pushed", standing, now, {"piclo_id": standing.piclo_id})


def refuse(asset: Asset, error: Rejected, now: datetime) -> None:
    """Piclo said no: a person has to change something."""
    with transaction.atomic():
        standing = _still_ours(asset)
        if standing is None:
            return
        standing.push_state = _state_after(asset, standing, PushState.REFUSED)
        standing.push_words, standing.push_attempts, standing.push_after = error.words, 0, None
        standing.save(
            update_fields=["push_state", "push_words", "push_attempts", "push_after", "modified_at"]
        )
        _record("asset.refused", standing, now, {"words": error.words})


def postpone(asset: Asset, error: PicloError, now: datetime) -> None:
    """Piclo could not be asked, or may have done it without saying so: again later, reading back first."""
    asked_for = error.retry_after if isinstance(error, Unavailable) else None
    state = PushState.UNCONFIRMED if error.may_have_arrived else PushState.WAITING
    Asset.objects.filter(pk=asset.pk, push_state=PushState.SENDING, push_after=asset.push_after).update(
        push_state=state,
        push_words=error.words,
        push_after=now + pause_after(asset.push_attempts, asked_for),
    )


def _last_known(asset: Asset) -> dict[str, object]:
    """What it was when last in step: what differs from that was changed here. Everything, where it never was."""
    try:
        return values_of(read(PicloAsset, asset.raw).value)
    except Unreadable:
        return dict.fromkeys(COLUMNS, object())


def _other_with(asset: Asset, piclo_id: str) -> Asset | None:
    others = Asset.objects.filter(organisation_id=asset.organisation_id, piclo_id=piclo_id)
    return others.exclude(pk=asset.pk).first()


def _still_ours(asset: Asset) -> Asset | None:
    """The row, locked, if the claim under which it was sent still stands."""
    mine = Asset.objects.select_for_update().filter(
        pk=asset.pk, push_state=PushState.SENDING, push_after=asset.push_after
    )
    return mine.first()


def _state_after(sent: Asset, standing: Asset, otherwise: PushState) -> PushState:
    """Where the row goes after an answer, when somebody may have worked on it meanwhile."""
    if standing.push_asked_at != sent.push_asked_at:
        return PushState.WAITING
    return otherwise if standing.version == sent.version else PushState.NOT_SENT


def _record(kind: str, asset: Asset, now: datetime, after: dict[str, str]) -> None:
    record_event(
        kind=kind, organisation_id=asset.organisation_id, subject=asset, at=now, rule=RULE, after=after
    )
