"""Doors for Celery: reading meter data files, and reports that make themselves."""

import time

from celery import shared_task
from django.utils import timezone

from portal.core.doorbell import ring
from portal.piclo.locks import held_lock
from settlement.intake import read_waiting
from settlement.models import MeterFile
from settlement.reporting.looking import look_at
from settlement.selectors import deliveries_due

# A sweep stops here and leaves the rest to the next one.
SWEEP_SECONDS = 45.0


@shared_task(name="settlement.tasks.read_file", acks_late=True, time_limit=600)
def read_file(*, file_id: int) -> None:
    """Read the queue that this file stands in, then make the reports that it allows."""
    file = MeterFile.objects.filter(pk=file_id).first()
    if file and not file.is_over and read_waiting(file.organisation_id):
        ring(make_due_reports)


@shared_task(name="settlement.tasks.read_waiting_files", acks_late=True, time_limit=600)
def read_waiting_files() -> None:
    """Sweep: files whose reading was never rung for, or broke off."""
    waiting = MeterFile.objects.to_read().order_by("organisation_id")
    read = sum(read_waiting(pk) for pk in waiting.values_list("organisation_id", flat=True).distinct())
    if read:
        ring(make_due_reports)


@shared_task(name="settlement.tasks.make_due_reports", acks_late=True, time_limit=300)
def make_due_reports() -> None:
    """Sweep: look at deliveries whose data or contract changed; a report makes itself where they are complete."""
    began = time.monotonic()
    with held_lock("settlement-reports") as held:
        due = deliveries_due(timezone.now()).order_by("start_at", "pk") if held else []
        for instruction in due:
            look_at(instruction.pk, now=timezone.now())
            if time.monotonic() - began > SWEEP_SECONDS:
                break
