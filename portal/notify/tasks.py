"""The door for Celery."""

from celery import shared_task

from portal.notify.outbox import send_due


@shared_task(name="notify.tasks.send_waiting_emails", acks_late=True, time_limit=120)
def send_waiting_emails() -> None:
    """Send what waits in the outbox."""
    send_due()
