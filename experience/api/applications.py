"""Applications of the provider to operators."""

from experience.api.bodies.applications import application_values
from experience.api.calls import Answer, Call
from experience.api.paging import listed
from experience.market.errors import Refused
from experience.market.models import Application
from experience.market.records.application import application_record
from experience.market.services.applications import submit_application


def application_list(call: Call) -> Answer:
    rows = Application.objects.filter(provider=call.provider).select_related("dps_record__operator")
    return listed(call, rows.order_by("submitted_at", "pk"), application_record)


def application_create(call: Call) -> Answer:
    values = application_values(call.json(), call.provider)
    dps_record = values.pop("dps_record")
    if Application.objects.filter(provider=call.provider, dps_record=dps_record).exists():
        raise Refused({"dps_record_reference": ["There is an application already: change that one."]})
    made = submit_application(provider=call.provider, dps_record=dps_record, content=values, now=call.now)
    return Answer(application_record(made), 201)


def application_detail(call: Call, application_id: str) -> Answer:
    return Answer(application_record(_own(call, application_id)))


def application_update(call: Call, application_id: str) -> Answer:
    """Handing in again is one deed with changing: there is no draft here."""
    standing = _own(call, application_id)
    values = application_values(call.json(), call.provider, partial=True)
    values.pop("dps_record", None)
    sent = submit_application(
        provider=call.provider, dps_record=standing.dps_record, content=values, now=call.now
    )
    return Answer(application_record(sent))


def _own(call: Call, application_id: str) -> Application:
    """The provider's application with this id. Ids on the wire are text; another text names none."""
    rows = Application.objects.select_related("dps_record__operator")
    return rows.get(provider=call.provider, pk=int(application_id) if application_id.isdecimal() else 0)
