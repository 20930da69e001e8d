"""The market's word on each of the provider's assets in each competition that it lies in."""

from datetime import datetime

from django.db.models import Q, QuerySet

from experience.api.calls import Answer, Call
from experience.api.fields import instant_in_query
from experience.api.paging import listed_by_key
from experience.market.models import Application, Competition, FlexProvider, Qualification
from experience.market.records.qualification import COLUMNS, qualification_record


def qualification_list(call: Call) -> Answer:
    """All words, those of one competition, or those that may have changed since an instant."""
    rows = Qualification.objects.filter(asset__provider=call.provider)
    wanted, since = call.query.get("competition_id"), instant_in_query(call, "modified_since")
    rows = rows.filter(competition=wanted) if wanted else rows
    rows = rows.filter(_changed_since(call.provider, since, call.now)) if since else rows
    applications = {each.dps_record_id: each for each in call.provider.applications.all()}
    full = rows.select_related("asset", "competition__dps_record").only(*COLUMNS)
    return listed_by_key(call, full, lambda row: qualification_record(row, applications, call.now))


def _changed_since(provider: FlexProvider, since: datetime, now: datetime) -> Q:
    """A word changes with its row, its asset, the company's approval, and the hour at which bidding opens."""
    decided = Application.objects.filter(provider=provider, decided_at__gte=since)
    opened = Q(open__gte=since, open__lte=now)
    moved: QuerySet[Competition] = Competition.objects.filter(
        opened | Q(dps_record__in=list(decided.values_list("dps_record_id", flat=True)))
    )
    competitions = list(moved.values_list("pk", flat=True))
    assets = provider.assets.filter(modified__gte=since).values("pk")
    return Q(modified__gte=since) | Q(competition__in=competitions) | Q(asset__in=assets)
