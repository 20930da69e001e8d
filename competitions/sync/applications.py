"""How our applications stand at Piclo: status and the operator's reason; those made on Piclo's own site appear too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from competitions.models import Application, ApplicationSending, ApplicationStatus
from competitions.models.application_sending import Channel, Outcome, SendingState
from competitions.records import decided, handed_in, record_of_application
from competitions.rules.sendings import NO_REASON, status_from_piclo
from portal.core.misfits import misfit
from portal.piclo.client import PicloClient
from portal.piclo.errors import Rejected, Unauthorised
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection
from portal.piclo.wire import Application as Theirs
from portal.piclo.wire import Page, Received, Refusal

NOT_THERE = 404, 405


def pages(client: PicloClient) -> Iterator[Page[Theirs]]:
    """Piclo's pages; none where this Piclo shows no applications over its API, which is no fault of the run."""
    try:
        yield from client.list_applications()
    except Rejected as error:
        if error.status not in NOT_THERE or isinstance(error, Unauthorised):
            raise


@dataclass
class ApplicationPull:
    """One reading of all applications. There are few of them: row by row, each under its lock."""

    organisation_id: int

    def apply(self, connection: Connection, page: Page[Theirs], now: datetime) -> Tally:
        """Store one page."""
        tally = Tally()
        for item in page.items:
            if fault := misfit(Application, self._values(item)):
                page.refused.append(Refusal(item.value.id, fault, item.raw))
            else:
                tally += self._take(item, now)
        return tally

    def _values(self, item: Received[Theirs]) -> dict[str, object]:
        return {
            "organisation_id": self.organisation_id,
            "piclo_id": item.value.id,
            "dps_record_reference": item.value.dps_record_reference,
            "operator_name": item.value.operator_name or "Unknown operator",
        }

    def _take(self, item: Received[Theirs], now: datetime) -> Tally:
        application, created = Application.objects.select_for_update().get_or_create(
            organisation_id=self.organisation_id,
            dps_record_reference=item.value.dps_record_reference,
            defaults=self._values(item),
        )
        if application.sendings.on_its_way().exists():
            # Its sender reads back by itself and settles it.
            return Tally(unchanged=1)
        if not created and application.raw == item.raw:
            return Tally(unchanged=1)
        application.piclo_id, application.raw = item.value.id, item.raw
        application.save()
        if created:
            record_of_application("application.found", application, now, after={"status": item.value.status})
        self._follow(application, item.value, now)
        return Tally(created=int(created), changed=int(not created))

    def _follow(self, application: Application, theirs: Theirs, now: datetime) -> None:
        """Bring status and history to where Piclo has them."""
        status = status_from_piclo(theirs.status, application.status if application.submitted_at else "")
        if status == ApplicationStatus.DRAFT:
            return
        if theirs.submitted and theirs.submitted != application.submitted_at:
            self._submitted(application, theirs.submitted, now)
        reason = theirs.reason.strip()
        if status == ApplicationStatus.REJECTED:
            reason = reason or NO_REASON
        if status in {ApplicationStatus.APPROVED, ApplicationStatus.REJECTED}:
            standing = application.status, application.reason, application.decided_at
            at = theirs.decided or now
            if standing[:2] != (status, reason) or (theirs.decided and standing[2] != theirs.decided):
                decided(application, outcome=Outcome(status), reason=reason, at=at, now=now)
        elif application.status != status:
            self._reopened(application, now)

    def _submitted(self, application: Application, at: datetime, now: datetime) -> None:
        """It was handed in by other means: on Piclo's site. One that was recorded by hand is that one."""
        last = application.sendings.first()
        by_hand = last and last.channel == Channel.BY_HAND and last.state == SendingState.SENT
        if last and by_hand and not last.outcome:
            last.submitted_at = at
            last.save()
            application.submitted_at = at
            application.save()
            return
        sending = ApplicationSending(
            application=application,
            number=last.number + 1 if last else 1,
            channel=Channel.ELSEWHERE,
            state=SendingState.REFUSED,
            asked_at=at,
        )
        handed_in(sending, at=at, now=now)

    def _reopened(self, application: Application, now: datetime) -> None:
        """Piclo still waits for the decision that stood here."""
        before = application.status
        application.status, application.reason, application.decided_at = ApplicationStatus.PENDING, "", None
        application.save()
        record_of_application(
            "application.reopened",
            application,
            now,
            before={"status": before},
            after={"status": application.status},
        )
