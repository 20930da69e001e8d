"""What is to be judged again: competitions and assets that are no longer as they were judged."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from psycopg import sql

from competitions.models import Application, ApplicationStatus, Competition
from competitions.rules.fleet import Rows
from portal.core.columns import read_columns

DUE_ASSETS = sql.SQL(
    "SELECT a.id, a.modified_at FROM assets_asset a LEFT JOIN assets_eligibility e ON e.asset_id = a.id "
    "WHERE a.organisation_id = {} AND e.seen_modified_at IS DISTINCT FROM a.modified_at"
)


class Due(NamedTuple):
    """A competition that is to be judged, as it stands."""

    pk: int
    gone_at: datetime | None
    modified_at: datetime
    approved: bool


def due_competitions(organisation_id: int, now: datetime) -> list[Due]:
    """Competitions that can be joined, or could when they were judged, of which a cause of verdicts has changed.

    At the close of qualification what was not registered yet becomes too late: that is looked at once more.
    """
    approved = Application.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        dps_record_reference=OuterRef("dps_record_reference"),
        status=ApplicationStatus.APPROVED,
    )
    mine = Competition.objects.filter(organisation_id=organisation_id).annotate(
        now_approved=Q(dps_record_reference="") | Exists(approved)
    )
    changed = (
        Q(judged=None)
        | ~Q(judged__seen_modified_at=F("modified_at"))
        | ~Q(judged__approved=F("now_approved"))
        | Q(qualification_closed_at__gt=F("judged__judged_at"), qualification_closed_at__lte=now)
    )
    open_or_gone = Q(gone_at=None, closed_at__gt=now) | Q(gone_at__isnull=False, judged__isnull=False)
    rows = mine.filter(changed, open_or_gone)
    return [Due(*row) for row in rows.values_list("pk", "gone_at", "modified_at", "now_approved")]


def due_assets(organisation_id: int) -> Rows:
    """Assets that are no longer as they were judged: (id, modified_at), archived ones too."""
    return read_columns(DUE_ASSETS.format(sql.Literal(organisation_id)), {"id": "i8", "modified_at": "i8"})
