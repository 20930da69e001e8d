"""The market's word on an asset in a competition, on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from experience.market.models import Application, ApplicationStatus, Qualification
from experience.market.rules.text import instant_text
from experience.market.rules.words import Facts, word_on

Record = dict[str, Any]
# What the record looks at, and nothing as large as a geometry.
COLUMNS = (
    "reasons",
    "override",
    "override_reason",
    "modified",
    "asset__status",
    "asset__modified",
    "competition__open",
    "competition__visibility_only",
    "competition__dps_record__reference",
)


def qualification_record(
    row: Qualification, applications: Mapping[int, Application], now: datetime
) -> Record:
    """A word with its reasons. `applications` are the provider's, by DPS record; `row` comes with COLUMNS."""
    competition, record = row.competition, row.competition.dps_record
    application = applications.get(competition.dps_record_id or 0)
    opened = competition.open <= now and not competition.visibility_only
    status, reasons = word_on(
        Facts(
            reasons=row.reasons,
            override=row.override,
            override_reason=row.override_reason,
            archived=row.asset.status == "archived",
            approved=record is None or bool(application and application.status == ApplicationStatus.APPROVED),
            bidding_has_opened=opened,
            dps_reference=record.reference if record else None,
        )
    )
    decided = application.decided_at if application else None
    changes = [row.modified, row.asset.modified, decided, competition.open if opened else None]
    return {
        "id": str(row.pk),
        "asset_id": row.asset_id,
        "competition_id": row.competition_id,
        "status": status,
        "reasons": reasons,
        "modified": instant_text(max(change for change in changes if change)),
    }
