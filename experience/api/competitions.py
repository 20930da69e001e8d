"""What operators want, and what this provider may bid for."""

from typing import Any

from django.db.models import QuerySet

from experience.api.calls import Answer, Call
from experience.api.paging import listed
from experience.market.models import Competition
from experience.market.records.competition import competition_record
from experience.market.rules.text import instant_text, mw_text
from experience.market.services.standing import Standing, standings_of


def published() -> QuerySet[Competition]:
    related = Competition.objects.select_related("operator", "dps_record")
    return related.prefetch_related("service_periods__service_windows").order_by("created", "pk")


def competition_list(call: Call) -> Answer:
    return listed(call, published(), lambda row: competition_record(row, call.now))


def competition_detail(call: Call, competition_id: str) -> Answer:
    return Answer(competition_record(published().get(pk=competition_id), call.now))


def opportunity_list(call: Call) -> Answer:
    """Competitions open for bids at this instant in which the provider has something qualified."""
    rows = Competition.objects.filter(open__lte=call.now, closed__gt=call.now, visibility_only=False)
    open_now = list(rows.order_by("closed", "reference"))
    standings = standings_of(call.provider, open_now)
    chosen = [(each, standings[each.pk]) for each in open_now]
    return Answer([_opportunity(each, own) for each, own in chosen if own.flex or own.planned])


def _opportunity(competition: Competition, own: Standing) -> dict[str, Any]:
    return {
        "competition_id": competition.pk,
        "competition_reference": competition.reference,
        "closed": instant_text(competition.closed),
        "total_capacity": mw_text(own.total),
        "assets": {"flex": list(own.flex), "planned": list(own.planned)},
    }
