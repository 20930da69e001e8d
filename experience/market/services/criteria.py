"""An operator's own criteria, set or cleared while a competition still takes assets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from experience.market.errors import Refused
from experience.market.models import Competition
from experience.market.records.criteria import criteria_columns
from experience.market.rules.text import instant_text
from experience.market.services.events import note
from experience.market.services.judging import judge_competition


@transaction.atomic
def set_criteria(competition_id: str, raw: Mapping[str, Any], *, by: str, now: datetime) -> Competition:
    """Ask exactly this of assets from now on (nothing, when it is empty), and test all of them by it."""
    rows = Competition.objects.select_for_update(of=("self",)).select_related("dps_record")
    competition = rows.get(pk=competition_id)
    if competition.qualification_closed <= now:
        raise Refused(
            f"Qualification closed at {instant_text(competition.qualification_closed)}: its criteria stand."
        )
    competition.criteria = criteria_columns(raw)
    competition.save(update_fields=["criteria"])
    judge_competition(competition, now=now)
    asked = ", ".join(competition.criteria) or "none"
    note("competition.criteria", competition.pk, f"{competition.reference}: {asked}", by=by, now=now)
    return competition
