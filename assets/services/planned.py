"""What people do with planned assets: offer one to a competition, change it, send it, discard a draft."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from assets.models import PlannedAsset, PushState
from assets.rules.planned import faults_of, new_faults
from assets.rules.planned_fields import COLUMNS
from assets.selectors.clashes import PLANNED_TAKEN
from assets.services.common import record
from assets.services.errors import (
    AssetError,
    InvalidAssetError,
    NothingToSendError,
    StaleAssetError,
)
from assets.tasks import push_planned_asset
from portal.accounts.models import Membership
from portal.core.doorbell import ring


def create_planned_asset(
    *, by: Membership, values: Mapping[str, Any], now: datetime, send: bool = False
) -> PlannedAsset:
    """Write down a planned asset; with `send` also ask for it to be sent to Piclo. Raises InvalidAssetError."""
    if faults := faults_of(values):
        raise InvalidAssetError(faults)
    planned = PlannedAsset(organisation=by.organisation, **values)
    with transaction.atomic():
        _save(planned)
        record("planned-asset.created", planned, by, now, after=_values(planned))
        if send:
            _ask(planned, by, now)
    return planned


def change_planned_asset(
    *,
    planned_id: int,
    by: Membership,
    version: int,
    changes: Mapping[str, Any],
    now: datetime,
    send: bool = False,
) -> PlannedAsset:
    """Change columns of one that still has the `version` that was looked at; nothing changed is no change."""
    with transaction.atomic():
        planned = _locked(planned_id, by)
        if planned.version != version:
            raise StaleAssetError(planned)
        before = _values(planned)
        after = {**before, **changes}
        if faults := new_faults(before, after):
            raise InvalidAssetError(faults)
        changed = [column for column in COLUMNS if before[column] != after[column]]
        if changed:
            planned.change(_only(after, changed))
            _save(planned)
            record("planned-asset.changed", planned, by, now, _only(before, changed), _only(after, changed))
        if send and planned.push_state not in {PushState.IN_STEP, PushState.WAITING}:
            _ask(planned, by, now)
    return planned


def ask_to_push_planned(*, planned_id: int, by: Membership, now: datetime) -> PlannedAsset:
    """Ask for one planned asset to be sent to Piclo."""
    with transaction.atomic():
        planned = _locked(planned_id, by)
        if not planned.can_be_sent:
            state = planned.get_push_state_display().lower()
            raise NothingToSendError(f"{planned} is {state}: nothing to send.")
        _ask(planned, by, now)
    return planned


def discard_planned_asset(*, planned_id: int, by: Membership, now: datetime) -> str:
    """Forget one that stands here alone; its name. Raises AssetError where Piclo holds it, or may."""
    with transaction.atomic():
        planned = _locked(planned_id, by)
        if not planned.can_be_discarded:
            raise AssetError(
                f"{planned} cannot be discarded: Piclo holds it, or may, and has no way to delete it."
            )
        record("planned-asset.discarded", planned, by, now, before=_values(planned))
        planned.delete()
    return str(planned)


def _locked(planned_id: int, by: Membership) -> PlannedAsset:
    return PlannedAsset.objects.visible_to(by).select_for_update().get(pk=planned_id)


def _ask(planned: PlannedAsset, by: Membership, now: datetime) -> None:
    planned.ask(now)
    planned.save()
    record("planned-asset.push-asked", planned, by, now)
    ring(push_planned_asset, planned_id=planned.pk)


def _save(planned: PlannedAsset) -> None:
    try:
        with transaction.atomic():
            planned.save()
    except IntegrityError as error:
        if "plannedasset_reference_once" not in str(error):
            raise
        raise InvalidAssetError(PLANNED_TAKEN) from error


def _values(planned: PlannedAsset) -> dict[str, Any]:
    return {column: getattr(planned, column) for column in COLUMNS}


def _only(values: Mapping[str, Any], columns: list[str]) -> dict[str, Any]:
    return {column: values[column] for column in columns}
