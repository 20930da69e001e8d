"""What people do with assets. Each is one transaction that records who did what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from assets.models import Asset, AssetStatus, PushState
from assets.rules import mpan, postcodes
from assets.rules.checks import Faults, faults_of, new_faults
from assets.rules.fields import COLUMNS
from assets.tasks import push_asset, push_waiting_assets
from portal.accounts.models import Membership
from portal.audit.services import record_event
from portal.core.doorbell import ring


class AssetError(Exception):
    """An asset cannot be so, or that cannot be done with it; the message is for people."""


class InvalidAssetError(AssetError):
    """Its values have faults, by field."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(" ".join(word for words in faults.values() for word in words))
        self.faults = faults


class StaleAssetError(AssetError):
    """Somebody, or Piclo, changed it since the form was opened. `current` is how it stands."""

    def __init__(self, current: Asset) -> None:
        super().__init__(f"{current} was changed by somebody else in the meantime.")
        self.current = current


class NothingToSendError(AssetError):
    """What was asked to be sent is in step, or on its way."""


def create_asset(*, by: Membership, values: Mapping[str, Any], now: datetime, send: bool = False) -> Asset:
    """Register an asset here; with `send` also ask for it to be sent to Piclo."""
    asset = Asset(organisation=by.organisation, **_checked(_tidy(values)))
    with transaction.atomic():
        _save_new(asset)
        _record("asset.created", asset, by, now, after=_values(asset))
        if send:
            _ask(asset, by, now)
    return asset


def change_asset(
    *,
    asset_id: int,
    by: Membership,
    version: int,
    changes: Mapping[str, Any],
    now: datetime,
    send: bool = False,
) -> Asset:
    """Change columns of an asset that still has the `version` that was looked at; nothing changed is no change."""
    with transaction.atomic():
        asset = _locked(asset_id, by)
        if asset.version != version:
            raise StaleAssetError(asset)
        before = _values(asset)
        after = _checked(_tidy({**before, **changes}), before)
        changed = [column for column in COLUMNS if before[column] != after[column]]
        if changed:
            _apply(asset, {column: after[column] for column in changed}, by)
            _record("asset.changed", asset, by, now, _only(before, changed), _only(after, changed))
        if send and asset.push_state not in {PushState.IN_STEP, PushState.WAITING}:
            _ask(asset, by, now)
    return asset


def archive_asset(*, asset_id: int, by: Membership, now: datetime) -> Asset:
    """Take an asset out of everything to come; Piclo is told if it has it. Editing can bring it back."""
    with transaction.atomic():
        asset = _locked(asset_id, by)
        if asset.is_archived:
            raise AssetError(f"{asset} is archived already.")
        before = asset.status
        _apply(asset, {"status": AssetStatus.ARCHIVED}, by)
        _record("asset.archived", asset, by, now, {"status": before}, {"status": asset.status})
        if asset.piclo_id:
            _ask(asset, by, now)
    return asset


def ask_to_push(*, asset_id: int, by: Membership, now: datetime) -> Asset:
    """Ask for one asset to be sent to Piclo."""
    with transaction.atomic():
        asset = _locked(asset_id, by)
        if not asset.can_be_sent:
            raise NothingToSendError(f"{asset} is {asset.get_push_state_display().lower()}: nothing to send.")
        _ask(asset, by, now)
    return asset


def ask_to_push_all(*, by: Membership, now: datetime) -> int:
    """Ask for everything that was created or changed here to be sent to Piclo; how many that are."""
    with transaction.atomic():
        asked = Asset.objects.visible_to(by).unsent().update(**_asked(now))
        if not asked:
            raise NothingToSendError("Nothing here waits to be sent.")
        record_event(
            kind="asset.push-asked",
            organisation_id=by.organisation_id,
            actor_id=by.user_id,
            subject=by.organisation,
            at=now,
            after={"assets": asked},
        )
        ring(push_waiting_assets)
    return asked


def _tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values in their written form."""
    tidy = {**values}
    for name in ("import_meter_id", "export_meter_id"):
        tidy[name] = mpan.normalised(tidy.get(name) or "")
    if tidy.get("country_code", "GB") == "GB":
        tidy["postcode"] = postcodes.normalised(tidy.get("postcode") or "")
    return tidy


def _checked(values: dict[str, Any], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The same values, or InvalidAssetError for what is wrong with them and was not `before`."""
    faults = faults_of(values) if before is None else new_faults(before, values)
    if faults:
        raise InvalidAssetError(faults)
    return values


def _save_new(asset: Asset) -> None:
    try:
        with transaction.atomic():
            asset.save(force_insert=True)
    except IntegrityError as error:
        if "asset_ref_once" not in str(error):
            raise
        raise InvalidAssetError({"ref": ["This reference is taken."]}) from error


def _locked(asset_id: int, by: Membership) -> Asset:
    return Asset.objects.visible_to(by).select_for_update().get(pk=asset_id)


def _apply(asset: Asset, changes: Mapping[str, Any], by: Membership) -> None:
    """Write changes as the next version. What is on its way to Piclo stays so; the sender sees the version move."""
    if "ref" in changes and Asset.objects.visible_to(by).filter(ref=changes["ref"]).exists():
        raise InvalidAssetError({"ref": ["This reference is taken."]})
    for column, value in changes.items():
        setattr(asset, column, value)
    asset.version += 1
    if not asset.is_on_its_way:
        asset.push_state, asset.push_words = PushState.NOT_SENT, ""
    asset.save()


def _ask(asset: Asset, by: Membership, now: datetime) -> None:
    """Write down that it is to be sent, and ring. What is under way is not hurried: its sender finds the newer wish."""
    if asset.push_state in {PushState.SENDING, PushState.UNCONFIRMED}:
        asset.push_asked_at = now
    else:
        for column, value in _asked(now).items():
            setattr(asset, column, value)
    asset.save()
    _record("asset.push-asked", asset, by, now)
    ring(push_asset, asset_id=asset.pk)


def _asked(now: datetime) -> dict[str, Any]:
    return {
        "push_state": PushState.WAITING,
        "push_words": "",
        "push_attempts": 0,
        "push_after": None,
        "push_asked_at": now,
    }


def _values(asset: Asset) -> dict[str, Any]:
    return {column: getattr(asset, column) for column in COLUMNS}


def _only(values: Mapping[str, Any], columns: list[str]) -> dict[str, Any]:
    return {column: values[column] for column in columns}


def _record(
    kind: str,
    asset: Asset,
    by: Membership,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_event(
        kind=kind,
        organisation_id=asset.organisation_id,
        actor_id=by.user_id,
        subject=asset,
        at=now,
        before=before,
        after=after,
    )
