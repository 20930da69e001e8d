"""Doors for Celery: reading competitions, opportunities and standings from Piclo."""

from celery import shared_task
from django.utils import timezone

from competitions.judging import judge_due
from competitions.outbound import applications, reminders
from competitions.rules.sendings import TASK_LIMIT_S
from competitions.sync import CompetitionPull, OpportunityPull, StandingPull
from competitions.sync.applications import ApplicationPull, pages
from portal.piclo.feeds import run_feed
from portal.piclo.models import Connection


@shared_task(name="competitions.tasks.pull_competitions", acks_late=True, time_limit=600)
def pull_competitions(*, connection_id: int, trigger: str) -> None:
    """Read all competitions that one connection shows."""
    pull = CompetitionPull()
    run_feed(
        connection_id=connection_id,
        feed="competitions",
        trigger=trigger,
        pages=lambda client: client.list_competitions(),
        apply=pull.apply,
        finish=pull.finish,
    )


@shared_task(name="competitions.tasks.pull_opportunities", acks_late=True, time_limit=600)
def pull_opportunities(*, connection_id: int, trigger: str) -> None:
    """Read where one connection's organisation may bid."""
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is None:
        return
    pull = OpportunityPull(connection.organisation_id)
    run_feed(
        connection_id=connection_id,
        feed="opportunities",
        trigger=trigger,
        pages=pull.pages,
        apply=pull.apply,
        finish=pull.finish,
    )


@shared_task(name="competitions.tasks.pull_qualifications", acks_late=True, time_limit=1_800)
def pull_qualifications(*, connection_id: int, trigger: str) -> None:
    """Read how the organisation's assets stand in competitions by Piclo's own list."""
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is None:
        return
    pull = StandingPull.begun(connection.organisation_id, trigger, timezone.now())
    run_feed(
        connection_id=connection_id,
        feed="qualifications",
        trigger=trigger,
        pages=pull.pages,
        apply=pull.apply,
        finish=pull.finish,
    )


@shared_task(name="competitions.tasks.pull_applications", acks_late=True, time_limit=300)
def pull_applications(*, connection_id: int, trigger: str) -> None:
    """Read how one connection's applications stand."""
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is None:
        return
    pull = ApplicationPull(connection.organisation_id)
    run_feed(connection_id=connection_id, feed="applications", trigger=trigger, pages=pages, apply=pull.apply)


@shared_task(name="competitions.tasks.send_application", acks_late=True, time_limit=TASK_LIMIT_S)
def send_application(*, sending_id: int) -> None:
    """Send one application, if it is still to be sent."""
    applications.send_one(sending_id)


@shared_task(name="competitions.tasks.send_waiting_applications", acks_late=True, time_limit=TASK_LIMIT_S)
def send_waiting_applications() -> None:
    """Send and settle what waits, and what a lost message left behind."""
    applications.send_due()


@shared_task(name="competitions.tasks.remind_of_expiry", acks_late=True, time_limit=120)
def remind_of_expiry() -> None:
    """Tell people of documents that run out."""
    reminders.remind_of_expiry()


@shared_task(name="competitions.tasks.judge_due_verdicts", acks_late=True, time_limit=600)
def judge_due_verdicts() -> None:
    """Sweep: our own verdicts, wherever an asset, a competition or an approval is no longer as it was judged."""
    judge_due()
