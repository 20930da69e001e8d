"""Arguments for the addresses of assets."""

from typing import Any

from django.utils import timezone

from portal.accounts.models import Organisation
from portal.piclo.models import Connection, SyncRun
from tests.assets.sheets import any_import
from tests.factories.assets import (
    AssetFactory,
    AssetGroupFactory,
    PlannedAssetFactory,
    PushRunFactory,
    SavedFilterFactory,
)
from tests.factories.piclo import ConnectionFactory


def samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    asset = AssetFactory.create(organisation=organisation)
    names = ("asset-detail", "asset-edit", "asset-archive", "asset-push", "asset-take-theirs")
    pages = {f"assets:{name}": {"pk": asset.pk} for name in names}
    api = {"api:asset-detail": {"pk": asset.pk}, "api:asset-push": {"pk": asset.pk}}
    api["api:asset-differences"] = {"pk": asset.pk}
    saved = SavedFilterFactory.create(organisation=organisation)
    pages["assets:saved-filter-delete"] = {"pk": saved.pk}
    group = AssetGroupFactory.create(organisation=organisation)
    pages |= {f"assets:group-{page}": {"pk": group.pk} for page in ("detail", "rename", "delete")}
    api["api:asset-group-detail"] = {"pk": group.pk}
    api["api:saved-filter-detail"] = {"pk": saved.pk}
    return (
        pages
        | api
        | planned_samples(organisation)
        | import_samples(organisation)
        | run_samples(organisation)
        | reading_samples(organisation)
    )


def reading_samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    connection = Connection.objects.filter(organisation=organisation).first()
    connection = connection or ConnectionFactory.create(organisation=organisation)
    run, _ = SyncRun.objects.get_or_create(
        connection=connection, feed="assets", defaults={"trigger": "schedule", "started_at": timezone.now()}
    )
    return {name: {"pk": run.pk} for name in ("assets:reading-detail", "api:sync-run-changes")}


def import_samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    pk = any_import(organisation).pk
    pages = [
        f"assets:import-{page}" for page in ("detail", "apply", "read-again", "discard", "original", "faults")
    ]
    api = [f"api:asset-import-{verb}" for verb in ("detail", "rows", "apply", "again", "discard")]
    return {name: {"pk": pk} for name in (*pages, *api)}


def planned_samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    planned = PlannedAssetFactory.create(organisation=organisation)
    names = [f"assets:planned-asset-{page}" for page in ("detail", "edit", "discard", "push")]
    names += ["api:planned-asset-detail", "api:planned-asset-push"]
    return {name: {"pk": planned.pk} for name in names}


def run_samples(organisation: Organisation) -> dict[str, dict[str, Any]]:
    run = PushRunFactory.create(organisation=organisation)
    names = [f"assets:push-run-{page}" for page in ("detail", "pause", "resume", "stop", "again")]
    names += [f"api:push-run-{verb}" for verb in ("detail", "pause", "resume", "stop")]
    return {name: {"pk": run.pk} for name in names}
