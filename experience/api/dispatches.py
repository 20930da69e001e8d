"""Instructions and the answers to them."""

from experience.api.bodies.bidding import answers
from experience.api.calls import Answer, Call
from experience.api.fields import instant_in_query
from experience.api.paging import listed
from experience.market.models import Dispatch
from experience.market.records.dispatch import dispatch_record
from experience.market.services.dispatches import respond


def dispatch_list(call: Call) -> Answer:
    rows = Dispatch.objects.filter(provider=call.provider).select_related("obligation")
    since = instant_in_query(call, "modified_since")
    rows = rows.filter(modified__gte=since) if since else rows
    return listed(call, rows.order_by("modified", "pk"), dispatch_record)


def dispatch_detail(call: Call, dispatch_id: str) -> Answer:
    rows = Dispatch.objects.select_related("obligation")
    return Answer(dispatch_record(rows.get(provider=call.provider, pk=dispatch_id)))


def dispatch_respond(call: Call) -> Answer:
    outcomes = respond(call.provider, answers(call.json()), now=call.now)
    return Answer(
        {
            "results": [
                {"id": outcome.dispatch_id, "status": outcome.status, "error": outcome.error}
                for outcome in outcomes
            ]
        }
    )
