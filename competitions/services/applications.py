"""Applying to an operator: started from the last application, filled in section by section."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from competitions.models import Application, ApplicationStatus
from competitions.records import record_of_application
from competitions.rules.applications import BY_CODE, carried_over, faults_of
from competitions.services.errors import ApplicationError, InvalidAnswers, StaleApplication
from portal.accounts.models import Membership, Organisation
from portal.core.formats import local


def start_application(
    *, operator_name: str, dps_record_reference: str, by: Membership, now: datetime
) -> Application:
    """Begin an application with what the last one answered; one that stands already is handed back as it is."""
    operator, market = " ".join(operator_name.split()), dps_record_reference.strip()
    if not operator or not market:
        raise ApplicationError("Name the operator and the market.")
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=by.organisation_id)
        standing = Application.objects.visible_to(by).filter(dps_record_reference=market).first()
        if standing:
            return standing
        application = Application.objects.create(
            organisation_id=by.organisation_id,
            operator_name=operator,
            dps_record_reference=market,
            answers=_last_answers(by),
        )
        record_of_application("application.drafted", application, now, by=by)
    return application


def save_section(
    *,
    application_id: int,
    section_code: str,
    answers: Mapping[str, str],
    version: int,
    by: Membership,
    now: datetime,
) -> Application:
    """Keep the answers of one section, complete or not; the same answers are no change.

    Raises InvalidAnswers for what cannot be right, StaleApplication where another person saved first.
    """
    section = BY_CODE[section_code]
    given = {name: " ".join(str(answers.get(name, "")).split(" ")).strip() for name in section.names}
    if faults := faults_of(section, given, local(now).date()):
        raise InvalidAnswers(faults)
    with transaction.atomic():
        application = locked_to_edit(application_id, by)
        if application.version != version:
            raise StaleApplication("Somebody else saved this application in the meantime.")
        before = application.answers.get(section_code, {})
        changed = [name for name in section.names if before.get(name, "") != given[name]]
        if changed:
            application.answers = {**application.answers, section_code: given}
            application.version += 1
            application.save(update_fields=["answers", "version", "modified_at"])
            record_of_application(
                "application.saved",
                application,
                now,
                by=by,
                after={"section": section.title, "fields": changed},
            )
    return application


def discard_application(*, application_id: int, by: Membership, now: datetime) -> None:
    """Take away a draft that never left."""
    with transaction.atomic():
        application = locked(application_id, by)
        if application.status != ApplicationStatus.DRAFT or application.sendings.exists():
            raise ApplicationError("Only a draft that was never sent can be discarded.")
        if application.documents.exists():
            raise ApplicationError("Remove the documents that are for this application alone first.")
        record_of_application("application.discarded", application, now, by=by)
        application.delete()


def locked(application_id: int, by: Membership) -> Application:
    return Application.objects.visible_to(by).select_for_update().get(pk=application_id)


def locked_to_edit(application_id: int, by: Membership) -> Application:
    """The application, locked, if it may be edited or sent now."""
    application = locked(application_id, by)
    if not application.can_be_edited:
        raise ApplicationError(f"This application is {application.get_status_display().lower()}.")
    if application.sendings.on_its_way().exists():
        raise ApplicationError("This application is being sent.")
    return application


def _last_answers(by: Membership) -> dict[str, dict[str, str]]:
    last = Application.objects.visible_to(by).exclude(answers={}).order_by("-modified_at").first()
    return carried_over(last.answers) if last else {}
