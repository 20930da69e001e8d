"""What an import changed, asked to be sent to Piclo."""

from datetime import datetime

from assets.models import Asset, AssetImport, Outcome, PushRun
from assets.models.pushed import as_asked
from portal.audit.services import record_event


def ask_for_changed(upload: AssetImport, now: datetime) -> None:
    """Ask for what the import wrote, in a run that people can watch, pause and stop.

    Assets on their way already are left alone: their sender sees that their version moved.
    """
    rows = upload.rows.filter(outcome__in=[Outcome.CREATE, Outcome.UPDATE])
    changed = Asset.objects.filter(organisation_id=upload.organisation_id, ref__in=rows.values("ref"))
    if upload.ended_by is None:
        raise ValueError("An import that is applied was asked for by somebody.")
    run = PushRun.objects.create(
        organisation_id=upload.organisation_id, asked_by=upload.ended_by, asked_at=now, going_since=now
    )
    run.total = changed.sendable().update(**as_asked(now), push_run=run)
    if not run.total:
        run.delete()
        return
    run.save(update_fields=["total", "modified_at"])
    record_event(
        kind="push-run.asked",
        organisation_id=upload.organisation_id,
        actor_id=upload.ended_by_id,
        subject=run,
        at=now,
        after={"assets": run.total},
    )
