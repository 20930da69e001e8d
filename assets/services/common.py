"""What every service of assets does: lock what it judges, write down who did what."""

from datetime import datetime
from typing import Any

from assets.models import Asset, AssetGroup, SavedFilter
from assets.models.pushed import Pushed
from assets.selectors.clashes import judge_alone
from assets.services.errors import PortfolioBusyError
from portal.accounts.models import Membership
from portal.audit.services import record_event
from portal.piclo.locks import LockBusyError

# An import keeps others waiting for longer than somebody at a form can be kept.
LONGEST_WAIT_S = 5.0


def locked(asset_id: int, by: Membership) -> Asset:
    return Asset.objects.visible_to(by).select_for_update().get(pk=asset_id)


def judged_alone(by: Membership) -> None:
    """Hold the organisation's references and meters to the end of the transaction, after the rows that are to change.

    Raises PortfolioBusyError where somebody else does for longer than a person at a form can be kept waiting.
    """
    try:
        judge_alone(by.organisation_id, wait_s=LONGEST_WAIT_S)
    except LockBusyError as busy:
        raise PortfolioBusyError from busy


def record(
    kind: str,
    row: Pushed | AssetGroup | SavedFilter,
    by: Membership,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_event(
        kind=kind,
        organisation_id=row.organisation_id,
        actor_id=by.user_id,
        subject=row,
        at=now,
        before=before,
        after=after,
    )
