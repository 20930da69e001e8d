"""Doors for Celery: reading assets from Piclo, and sending ours there."""

from celery import shared_task
from django.utils import timezone

from assets import outbound
from assets.intake.forgetting import forget_old_rows
from assets.intake.postcode_loading import load_waiting
from assets.intake.work import work_on_waiting
from assets.models import AssetImport
from assets.rules.pushing import TASK_LIMIT_S
from assets.sync import AssetPull, PlannedAssetPull
from portal.core.doorbell import ring
from portal.piclo.feeds import run_feed

SWEEP_S = 45
# Assets of one organisation on their way to Piclo at once.
LANES = 4


@shared_task(name="assets.tasks.pull_assets", acks_late=True, time_limit=600)
def pull_assets(*, connection_id: int, trigger: str) -> None:
    """Read all assets of one connection."""
    pull = AssetPull(started_at=timezone.now())
    run_feed(
        connection_id=connection_id,
        feed="assets",
        trigger=trigger,
        pages=lambda client: client.list_assets(),
        apply=pull.apply,
        finish=pull.finish,
        begin=pull.begin,
    )


@shared_task(name="assets.tasks.push_asset", acks_late=True, time_limit=TASK_LIMIT_S)
def push_asset(*, asset_id: int) -> None:
    """Send one asset, if it is still to be sent."""
    outbound.push_one(asset_id)


@shared_task(
    name="assets.tasks.push_waiting_assets",
    acks_late=True,
    time_limit=SWEEP_S + TASK_LIMIT_S,
)
def push_waiting_assets() -> None:
    """Send what waits: all that was asked for at once, and what a lost message left behind."""
    outbound.push_due(seconds=SWEEP_S, lanes=outbound.side_by_side(LANES))


@shared_task(name="assets.tasks.load_postcode_tables", acks_late=True, time_limit=850)
def load_postcode_tables() -> None:
    """Load postcode tables that wait; also the sweep for those whose loading broke off."""
    load_waiting()


@shared_task(name="assets.tasks.pull_planned_assets", acks_late=True, time_limit=600)
def pull_planned_assets(*, connection_id: int, trigger: str) -> None:
    """Read all planned assets of one connection."""
    pull = PlannedAssetPull(started_at=timezone.now())
    run_feed(
        connection_id=connection_id,
        feed="planned-assets",
        trigger=trigger,
        pages=lambda client: client.list_planned_assets(),
        apply=pull.apply,
        finish=pull.finish,
        begin=pull.begin,
    )


@shared_task(name="assets.tasks.push_planned_asset", acks_late=True, time_limit=TASK_LIMIT_S)
def push_planned_asset(*, planned_id: int) -> None:
    """Send one planned asset, if it is still to be sent."""
    outbound.push_planned(planned_id)


@shared_task(
    name="assets.tasks.push_waiting_planned_assets",
    acks_late=True,
    time_limit=SWEEP_S + TASK_LIMIT_S,
)
def push_waiting_planned_assets() -> None:
    """Send the planned assets that a lost message left behind."""
    outbound.push_due_planned(seconds=SWEEP_S)


@shared_task(name="assets.tasks.work_on_import", acks_late=True, time_limit=600)
def work_on_import(*, import_id: int) -> None:
    """Read or apply the imports of the organisation that this one belongs to."""
    upload = AssetImport.objects.filter(pk=import_id).first()
    if upload and upload.is_at_work and work_on_waiting(upload.organisation_id):
        ring(push_waiting_assets)


@shared_task(name="assets.tasks.work_on_waiting_imports", acks_late=True, time_limit=600)
def work_on_waiting_imports() -> None:
    """Sweep: imports that were never rung for, or whose worker died."""
    waiting = AssetImport.objects.at_work().order_by("organisation_id")
    for organisation_id in waiting.values_list("organisation_id", flat=True).distinct():
        if work_on_waiting(organisation_id):
            ring(push_waiting_assets)


@shared_task(name="assets.tasks.forget_old_import_rows", acks_late=True, time_limit=600)
def forget_old_import_rows() -> None:
    """Drop the rows of imports that ended long ago."""
    forget_old_rows(timezone.now())
