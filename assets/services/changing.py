"""Registering, changing and archiving an asset."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from assets.models import Asset, AssetStatus, PushState
from assets.rules import mpan, postcodes
from assets.rules.checks import faults_of, new_faults
from assets.rules.coordinates import NOBODY, NOWHERE, PERSON, source_after, without_stale
from assets.rules.fields import COLUMNS
from assets.selectors.clashes import clashes_of
from assets.services.common import judged_alone, locked, record
from assets.services.errors import AssetError, InvalidAssetError, StaleAssetError
from assets.services.pushing import ask
from portal.accounts.models import Membership

# What people say of an asset: Piclo's fields, and what is ours alone.
KEPT = (*COLUMNS, "shares_meter")
MAKES_CLASH = frozenset({"import_meter_id", "export_meter_id", "shares_meter", "status"})


def create_asset(*, by: Membership, values: Mapping[str, Any], now: datetime, send: bool = False) -> Asset:
    """Register an asset here; with `send` also ask for it to be sent to Piclo.

    Raises InvalidAssetError, and PortfolioBusyError while an import is being applied.
    """
    asset = Asset(organisation=by.organisation, **_checked(_tidy(values)))
    asset.coordinates_from = source_after(NOWHERE, asset.place, NOBODY, PERSON)
    with transaction.atomic():
        _without_clash(asset, by)
        _save_new(asset)
        record("asset.created", asset, by, now, after=_values(asset))
        if send:
            ask(asset, by, now)
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
        asset = locked(asset_id, by)
        if asset.version != version:
            raise StaleAssetError(asset)
        before = _values(asset)
        wanted = _tidy({**before, **changes})
        after = _checked(without_stale(before, wanted, asset.coordinates_from), before)
        changed = [column for column in KEPT if before[column] != after[column]]
        if changed:
            _apply(asset, {column: after[column] for column in changed}, by)
            record("asset.changed", asset, by, now, _only(before, changed), _only(after, changed))
        if send and asset.push_state not in {PushState.IN_STEP, PushState.WAITING}:
            ask(asset, by, now)
    return asset


def archive_asset(*, asset_id: int, by: Membership, now: datetime) -> Asset:
    """Take an asset out of everything to come; Piclo is told if it has it. Editing can bring it back."""
    with transaction.atomic():
        asset = locked(asset_id, by)
        if asset.is_archived:
            raise AssetError(f"{asset} is archived already.")
        before = asset.status
        _apply(asset, {"status": AssetStatus.ARCHIVED}, by)
        record("asset.archived", asset, by, now, {"status": before}, {"status": asset.status})
        if asset.piclo_id:
            ask(asset, by, now)
    return asset


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


def _apply(asset: Asset, changes: Mapping[str, Any], by: Membership) -> None:
    """Write changes as the next version; what is ours alone makes nothing to send."""
    state, words = asset.push_state, asset.push_words
    asset.change(changes)
    if "ref" in changes or changes.keys() & MAKES_CLASH:
        _without_clash(asset, by, changes)
    if not changes.keys() & set(COLUMNS):
        asset.push_state, asset.push_words = state, words
    asset.save()


def _without_clash(asset: Asset, by: Membership, changes: Mapping[str, Any] | None = None) -> None:
    """Raise InvalidAssetError where another asset has its reference or its meter, as far as it `changes`."""
    judged_alone(by)
    faults = clashes_of(_values(asset), organisation_id=asset.organisation_id, besides=asset.pk)
    if changes is not None:
        if "ref" not in changes:
            faults.pop("ref", None)
        if not changes.keys() & MAKES_CLASH:
            faults = {name: words for name, words in faults.items() if name == "ref"}
    if faults:
        raise InvalidAssetError(faults)


def _values(asset: Asset) -> dict[str, Any]:
    return {column: getattr(asset, column) for column in KEPT}


def _only(values: Mapping[str, Any], columns: list[str]) -> dict[str, Any]:
    return {column: values[column] for column in columns}
