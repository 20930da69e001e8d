"""Sending many assets in a run: started, paused, resumed, stopped, and what was refused asked for again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from assets.models import Asset, PushRun, PushRunState, PushState
from assets.models.asset import AssetQuerySet
from assets.models.push_run import LIVE
from assets.models.pushed import as_asked
from assets.services.errors import AssetError
from assets.tasks import push_waiting_assets
from portal.accounts.models import Membership
from portal.audit.services import record_event
from portal.core.doorbell import ring

# Up to so many are sent without a run.
HANDFUL = 5


class RunIsOverError(AssetError):
    """A run that is finished, stopped or already so cannot be paused, resumed or stopped."""


def start_run(*, assets: AssetQuerySet, by: Membership, now: datetime) -> int:
    """Ask for the member's sendable `assets`, in a run where they are more than a handful; how many that are.

    To be called in a transaction, which writes one event.
    """
    run = PushRun.objects.create(
        organisation_id=by.organisation_id, asked_by_id=by.user_id, asked_at=now, going_since=now
    )
    asked = assets.visible_to(by).sendable().update(**as_asked(now), push_run=run)
    if asked <= HANDFUL:
        run.assets.update(push_run=None)
        run.delete()
        if asked:
            _record("asset.push-asked", by.organisation, by, now, assets=asked)
        return asked
    run.total = asked
    run.save(update_fields=["total", "modified_at"])
    _record("push-run.asked", run, by, now, assets=asked)
    return asked


def pause_run(*, run_id: int, by: Membership, now: datetime) -> PushRun:
    """Send nothing more of a run for now."""
    with transaction.atomic():
        run = _locked(run_id, by, PushRunState.RUNNING)
        _set(run, PushRunState.PAUSED)
        _record("push-run.paused", run, by, now, left=run.left)
    return run


def resume_run(*, run_id: int, by: Membership, now: datetime) -> PushRun:
    """Go on with a paused run."""
    with transaction.atomic():
        run = _locked(run_id, by, PushRunState.PAUSED)
        run.going_since = now
        _set(run, PushRunState.RUNNING)
        _record("push-run.resumed", run, by, now, left=run.left)
        ring(push_waiting_assets)
    return run


def stop_run(*, run_id: int, by: Membership, now: datetime) -> PushRun:
    """Take back what was not begun. What is under way, or unconfirmed, still comes to its end."""
    with transaction.atomic():
        run = _locked(run_id, by, *LIVE)
        waiting = Asset.objects.filter(push_run=run, push_state=PushState.WAITING)
        run.taken_back = waiting.update(
            push_state=PushState.NOT_SENT, push_words="", push_after=None, push_run=None, modified_at=now
        )
        run.ended_at = now
        _set(run, PushRunState.STOPPED)
        _record("push-run.stopped", run, by, now, taken_back=run.taken_back)
    return run


def _locked(run_id: int, by: Membership, *states: PushRunState) -> PushRun:
    run = PushRun.objects.visible_to(by).select_for_update().get(pk=run_id)
    if run.state not in states:
        raise RunIsOverError(f"This run is {run.get_state_display().lower()}.")
    return run


def _set(run: PushRun, state: PushRunState) -> None:
    """Only these columns: senders count on the others meanwhile."""
    run.state = state
    run.save(update_fields=["state", "going_since", "ended_at", "taken_back", "modified_at"])


def _record(kind: str, subject: Model, by: Membership, now: datetime, **after: Any) -> None:
    record_event(
        kind=kind,
        organisation_id=by.organisation_id,
        actor_id=by.user_id,
        subject=subject,
        at=now,
        after=after,
    )
