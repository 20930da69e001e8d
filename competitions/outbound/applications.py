"""Applications to Piclo: each sending reaches an operator at most once, whatever fails in between.

The row says *sending* before the call. Every attempt first reads how the application stands at Piclo, so one whose
answer was lost is settled by what it left behind.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from competitions.models import Application, ApplicationSending, ApplicationStatus
from competitions.models.application_sending import SendingState
from competitions.records import handed_in, record_of_application
from competitions.rules.sendings import CLAIM, has_arrived, pause_after
from portal.piclo.client import PicloClient
from portal.piclo.connect import client_for
from portal.piclo.errors import PicloError, Rejected, Unauthorised, Unavailable
from portal.piclo.models import Connection
from portal.piclo.wire import Application as Theirs
from portal.piclo.wire import ApplicationBody, ApplicationDocument, Received

Clock = Callable[[], datetime]
OpenClient = Callable[[Connection], PicloClient]

RULE = "sending to Piclo"
NO_API = (
    "Piclo takes no applications over its API. Hand this one in on Piclo’s own site, then record it as sent."
)
NOT_THERE = 404, 405


class Elsewhere(Exception):
    """The operator holds an application that did not come from here; sending over it would be wrong."""


def send_due(*, open_client: OpenClient = client_for, now: Clock = timezone.now) -> int:
    """Send and settle what is due; how many were tried."""
    ApplicationSending.objects.lapsed(now()).update(state=SendingState.UNCONFIRMED, due_at=now())
    due = list(ApplicationSending.objects.due(now()).order_by("pk").values_list("pk", flat=True)[:200])
    for sending_id in due:
        send_one(sending_id, open_client=open_client, now=now)
    return len(due)


def send_one(sending_id: int, *, open_client: OpenClient = client_for, now: Clock = timezone.now) -> None:
    """Send one application if it is due and nobody else has it."""
    claimed = ApplicationSending.objects.filter(pk=sending_id).due(now())
    if not claimed.update(state=SendingState.SENDING, due_at=now() + CLAIM, attempts=F("attempts") + 1):
        return
    sending = ApplicationSending.objects.select_related("application").get(pk=sending_id)
    connection = Connection.objects.filter(organisation_id=sending.application.organisation_id).first()
    try:
        if connection is None:
            raise Unavailable("There is no connection to Piclo yet.")
        arrived = bring(open_client(connection), sending, connection.provider_id)
    except Elsewhere as error:
        _refuse(sending, str(error), now())
    except Rejected as error:
        if isinstance(error, Unauthorised):
            _postpone(sending, error, now())
        else:
            _refuse(sending, error.words, now())
    except PicloError as error:
        _postpone(sending, error, now())
    else:
        _settle(sending, arrived, now())


def bring(client: PicloClient, sending: ApplicationSending, provider_id: str) -> Received[Theirs] | None:
    """Have Piclo hold this sending; what it then holds, or None where it takes no applications. Raises PicloError."""
    try:
        theirs = find(client, sending.application)
    except Rejected as error:
        if error.status in NOT_THERE and not isinstance(error, Unauthorised):
            return None
        raise
    submitted = theirs.value.submitted if theirs else None
    if has_arrived(tried=sending.was_called, theirs=submitted, known=sending.known_submitted_at):
        return theirs
    if theirs and theirs.value.status in {ApplicationStatus.PENDING, ApplicationStatus.APPROVED}:
        raise Elsewhere(f"At Piclo this application is {theirs.value.status} already.")
    # From here on the request may leave: written down first, so that a crash is told from never having tried.
    sending.known_submitted_at, sending.was_called = submitted, True
    sending.save(update_fields=["known_submitted_at", "was_called", "modified_at"])
    try:
        return _handed_over(client, sending, theirs, provider_id)
    except PicloError as error:
        if not error.may_have_arrived:
            ApplicationSending.objects.filter(pk=sending.pk).update(was_called=False)
        raise


def _handed_over(
    client: PicloClient, sending: ApplicationSending, theirs: Received[Theirs] | None, provider_id: str
) -> Received[Theirs]:
    body = body_of(sending, provider_id)
    if theirs is None:
        return client.submit_application(body)
    return client.resubmit_application(
        theirs.value.id, {"sections": body.sections, "documents": body.documents}
    )


def find(client: PicloClient, application: Application) -> Received[Theirs] | None:
    """The application as it stands at Piclo: by its market, of which there is one each."""
    market = application.dps_record_reference
    items = (item for page in client.list_applications() for item in page.items)
    return next((item for item in items if item.value.dps_record_reference == market), None)


def body_of(sending: ApplicationSending, provider_id: str) -> ApplicationBody:
    """A sending in Piclo's form."""
    return ApplicationBody(
        provider=provider_id,
        dps_record_reference=sending.application.dps_record_reference,
        sections=sending.answers,
        documents=tuple(
            ApplicationDocument(
                type=document.kind,
                entity=document.entity,
                file_name=document.name,
                sha256=document.sha256,
                expires_on=document.expires_on,
            )
            for document in sending.documents.order_by("kind", "pk")
        ),
    )


def _settle(sending: ApplicationSending, arrived: Received[Theirs] | None, now: datetime) -> None:
    """It is there; or it has to be handed in by a person."""
    with transaction.atomic():
        standing = _still_ours(sending)
        if standing is None:
            return
        if arrived is None:
            standing.state, standing.words, standing.due_at = SendingState.BY_HAND, NO_API, None
            standing.save()
            return
        standing.application.piclo_id = arrived.value.id
        standing.application.raw = arrived.raw
        handed_in(standing, at=arrived.value.submitted or now, now=now, rule=RULE)


def _refuse(sending: ApplicationSending, words: str, now: datetime) -> None:
    """Piclo said no: a person has to change something."""
    with transaction.atomic():
        standing = _still_ours(sending)
        if standing is None:
            return
        standing.state, standing.words, standing.due_at = SendingState.REFUSED, words, None
        standing.save()
        record_of_application(
            "application.refused", standing.application, now, rule=RULE, after={"words": words}
        )


def _postpone(sending: ApplicationSending, error: PicloError, now: datetime) -> None:
    """Piclo could not be asked, or may have it without saying so: again later, reading back first."""
    asked_for = error.retry_after if isinstance(error, Unavailable) else None
    state = SendingState.UNCONFIRMED if error.may_have_arrived else SendingState.WAITING
    ApplicationSending.objects.filter(
        pk=sending.pk, state=SendingState.SENDING, due_at=sending.due_at
    ).update(state=state, words=error.words, due_at=now + pause_after(sending.attempts, asked_for))


def _still_ours(sending: ApplicationSending) -> ApplicationSending | None:
    """The row with its application, locked, if the claim under which it was sent still stands."""
    application = Application.objects.select_for_update().get(pk=sending.application_id)
    mine = ApplicationSending.objects.select_for_update().filter(
        pk=sending.pk, state=SendingState.SENDING, due_at=sending.due_at
    )
    standing = mine.first()
    if standing:
        standing.application = application
    return standing
