"""Applications for their pages: every market that is known, what is missing, and what waits for an approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from competitions.models import (
    Application,
    ApplicationSending,
    ApplicationStatus,
    CompanyDocument,
    Competition,
)
from competitions.models.application_sending import SendingState
from competitions.rules.applications import SECTIONS, Section, missing_documents, missing_in
from competitions.rules.documents import REMINDERS, DocumentKind
from competitions.selectors.waiting import Waiting, waiting_in
from portal.accounts.models import Membership
from portal.core.formats import local
from portal.core.states import State, Tint

STATUS_SHOWN = {
    ApplicationStatus.DRAFT: State("Draft", Tint.ACT, "Not sent to the operator yet."),
    ApplicationStatus.PENDING: State("Pending", Tint.RUN, "The operator decides."),
    ApplicationStatus.APPROVED: State(
        "Approved", Tint.GOOD, "Our assets can be eligible in its competitions."
    ),
    ApplicationStatus.REJECTED: State("Rejected", Tint.BAD, "Can be changed and sent again."),
}
NOT_APPLIED = State("Not applied", Tint.ACT, "No asset of ours is eligible in its competitions.")
ON_ITS_WAY = {
    SendingState.WAITING: State("Being sent", Tint.RUN, "Waits to be sent to Piclo."),
    SendingState.SENDING: State("Being sent", Tint.RUN, "On its way to Piclo."),
    SendingState.UNCONFIRMED: State(
        "Unconfirmed", Tint.ACT, "Piclo’s answer was lost; it is being read back."
    ),
}
STUCK = {
    SendingState.REFUSED: State("Refused", Tint.BAD, "Piclo did not take it."),
    SendingState.BY_HAND: State("Hand in", Tint.ACT, "To be handed in on Piclo’s own site."),
}


@dataclass(frozen=True)
class Market:
    """One market of one operator: our application there, if any, and what waits for it."""

    operator_name: str
    reference: str
    application: Application | None
    last: ApplicationSending | None
    waiting: Waiting

    @property
    def shown(self) -> State:
        return shown(self.application, self.last) if self.application else NOT_APPLIED

    @property
    def is_approved(self) -> bool:
        return self.application is not None and self.application.status == ApplicationStatus.APPROVED

    @property
    def needs_somebody(self) -> bool:
        """Whether it is our turn: never applied while competitions wait, a draft, or turned down."""
        if self.application is None:
            return self.waiting.count > 0
        going = self.last is not None and self.last.is_on_its_way
        return self.application.can_be_edited and not going


def shown(application: Application, last: ApplicationSending | None) -> State:
    """How an application stands, its last sending included."""
    if last and last.state in ON_ITS_WAY:
        return ON_ITS_WAY[SendingState(last.state)]
    if last and last.state in STUCK and application.can_be_edited:
        return STUCK[SendingState(last.state)]
    return STATUS_SHOWN[ApplicationStatus(application.status)]


def markets_for(member: Membership, now: datetime) -> list[Market]:
    """All markets that competitions or applications name, what unlocks most first."""
    applications = {
        application.dps_record_reference: application
        for application in Application.objects.visible_to(member).defer("answers", "raw")
    }
    last = last_sendings([application.pk for application in applications.values()])
    waiting = waiting_in(member, now)
    operators = _operators(member) | {
        reference: application.operator_name for reference, application in applications.items()
    }
    markets = [
        Market(
            operator,
            reference,
            application := applications.get(reference),
            last.get(application.pk) if application else None,
            waiting.get(reference, Waiting()),
        )
        for reference, operator in operators.items()
    ]
    return sorted(markets, key=lambda market: (*_rank(market), market.operator_name, market.reference))


def _rank(market: Market) -> tuple[bool, Decimal, int]:
    return market.is_approved, -market.waiting.mw, -market.waiting.count


def _operators(member: Membership) -> dict[str, str]:
    """The operator of each market that a competition still listed names."""
    named = Competition.objects.visible_to(member).filter(gone_at=None).exclude(dps_record_reference="")
    pairs = named.order_by("dps_record_reference").values_list("dps_record_reference", "operator_name")
    return dict(pairs.distinct())


def last_sendings(application_ids: Sequence[int]) -> dict[int, ApplicationSending]:
    """The newest sending of each application."""
    rows = ApplicationSending.objects.filter(application_id__in=application_ids).defer("answers")
    newest = rows.order_by("application_id", "-number").distinct("application_id")
    return {sending.application_id: sending for sending in newest}


@dataclass(frozen=True)
class SectionStanding:
    """One section of an application, and what it still needs."""

    section: Section
    missing: list[str]

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def shown(self) -> State:
        if self.is_whole:
            return State("Complete", Tint.GOOD)
        return State(f"{len(self.missing)} missing", Tint.ACT, "; ".join(self.missing))


def sections_of(application: Application, today: date) -> list[SectionStanding]:
    """The four sections in their order."""
    return [
        SectionStanding(section, missing_in(section, application.answers.get(section.code, {}), today))
        for section in SECTIONS
    ]


def documents_missing(
    application: Application, documents: Sequence[CompanyDocument], today: date
) -> list[DocumentKind]:
    """The kinds that the operator asks for and of which none is valid."""
    have = [(document.kind, document.expires_on) for document in documents]
    return missing_documents(have, application.operator_name, today)


def document_state(document: CompanyDocument, today: date) -> State:
    """How long a document is still good, as a word."""
    if document.replaced_at:
        return State("Replaced", Tint.IDLE)
    if document.expires_on is None:
        return State("Valid", Tint.GOOD, "It does not run out.")
    left = (document.expires_on - today).days
    if left < 0:
        return State("Run out", Tint.BAD, "Upload the current one.")
    if left <= max(REMINDERS):
        return State(
            "Today" if left == 0 else f"{left} days left", Tint.ACT, "Upload the next one before it runs out."
        )
    return State("Valid", Tint.GOOD)


def running_out(member: Membership, now: datetime) -> list[CompanyDocument]:
    """Current documents that have run out or are about to, the most pressing first."""
    today = local(now).date()
    current = CompanyDocument.objects.visible_to(member).current().exclude(expires_on=None)
    rows = current.select_related("application").order_by("expires_on", "pk")
    return [d for d in rows if d.expires_on and (d.expires_on - today).days <= max(REMINDERS)]
