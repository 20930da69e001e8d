"""What every service of assets does: lock what it judges, write down who did what."""

from datetime import datetime
from typing import Any

from assets.models import Asset
from assets.models.pushed import Pushed
from portal.accounts.models import Membership
from portal.audit.services import record_event


def locked(asset_id: int, by: Membership) -> Asset:
    return Asset.objects.visible_to(by).select_for_update().get(pk=asset_id)


def record(
    kind: str,
    row: Pushed,
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
