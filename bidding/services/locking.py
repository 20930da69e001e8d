"""A ballot locked for the transaction of a service, as the person saw it."""

from datetime import datetime
from typing import Any

from bidding.models import Ballot
from bidding.services.errors import StaleVersion
from portal.accounts.models import Membership
from portal.audit.services import record_event


def lock_ballot(ballot: Ballot, by: Membership, version: int | None = None) -> Ballot:
    """The ballot as it stands now, locked; StaleVersion where it is not the version that the person saw."""
    ballots = Ballot.objects.visible_to(by).select_related("competition", "organisation")
    locked = ballots.select_for_update(of=("self",)).get(pk=ballot.pk)
    if version is not None and version != locked.version:
        raise StaleVersion(str(locked.drafted_by or "Somebody"), locked.modified_at, locked.version)
    return locked


def record_deed(
    ballot: Ballot, kind: str, by: Membership, now: datetime, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """An audit event of what a person did to a ballot."""
    record_event(
        kind=kind,
        organisation_id=ballot.organisation_id,
        actor_id=by.user_id,
        subject=ballot,
        at=now,
        before=before,
        after=after,
    )
