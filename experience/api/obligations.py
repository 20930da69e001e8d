"""Obligations and their availability variations."""

from experience.api.bodies.bidding import VariationBody
from experience.api.calls import Answer, Call
from experience.api.fields import checked, date_in_query
from experience.api.paging import listed
from experience.market.models import Obligation
from experience.market.records.bidding import obligation_record, variation_record
from experience.market.services.contracts import declare_availability

DATES = {
    "start_since": "start__gte",
    "start_to": "start__lte",
    "end_since": "end__gte",
    "end_to": "end__lte",
}


def obligation_list(call: Call) -> Answer:
    rows = Obligation.objects.filter(provider=call.provider)
    for name, lookup in DATES.items():
        day = date_in_query(call, name)
        rows = rows.filter(**{lookup: day}) if day else rows
    for name in ("competition_id", "bid_id"):
        wanted = call.query.get(name)
        rows = rows.filter(**{name: wanted}) if wanted else rows
    return listed(call, rows.order_by("created", "pk"), lambda row: obligation_record(row, call.now))


def obligation_detail(call: Call, obligation_id: str) -> Answer:
    return Answer(obligation_record(_own(call, obligation_id), call.now))


def variation_list(call: Call, obligation_id: str) -> Answer:
    return listed(call, _own(call, obligation_id).variations.all(), variation_record)


def variation_create(call: Call, obligation_id: str) -> Answer:
    values = checked(VariationBody, call.json())
    variation = declare_availability(_own(call, obligation_id), now=call.now, **values)
    return Answer(variation_record(variation), 201)


def _own(call: Call, obligation_id: str) -> Obligation:
    return Obligation.objects.select_related("provider").get(provider=call.provider, pk=obligation_id)
