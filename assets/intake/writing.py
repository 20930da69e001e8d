"""Rows of an import written into the portfolio, a batch at a time, each asset with its event."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assets.intake.portfolio import FIELDS, Standing, blank_values, standing_by_ref
from assets.models import Asset, AssetImport, ImportRow, PushState
from assets.models.pushed import ON_ITS_WAY
from assets.records.groups import Acting, join_groups, make_groups
from assets.rules.coordinates import NOBODY, NOWHERE, PERSON, source_after
from assets.rules.fields import COLUMNS
from assets.rules.kept import from_kept
from portal.audit.services import Decided, record_events
from portal.core.bulk import insert_rows, update_rows


def write_created(upload: AssetImport, rows: Sequence[ImportRow], now: datetime) -> None:
    """Register new assets."""
    blank = dict(blank_values())
    brought = {row.ref: blank | from_kept(row.values) for row in rows}
    first = _new_asset(upload, now)
    insert_rows(
        Asset,
        [
            first
            | {name: values[name] for name in FIELDS}
            | {"coordinates_from": source_after(NOWHERE, values, NOBODY, PERSON)}
            for values in brought.values()
        ],
    )
    made = dict(
        Asset.objects.filter(organisation_id=upload.organisation_id, ref__in=brought).values_list("ref", "pk")
    )
    _record(
        upload,
        "asset.created",
        [
            Decided(made[ref], values["name"] or ref, after={name: values[name] for name in COLUMNS})
            for ref, values in brought.items()
        ],
        now,
    )
    _join_groups(upload, {made[ref]: values["groups"] for ref, values in brought.items()}, now)


def write_updated(upload: AssetImport, rows: Sequence[ImportRow], now: datetime) -> None:
    """Change standing assets in what differs; those on their way to Piclo stay so and are sent anew."""
    standing = standing_by_ref(upload.organisation_id, [row.ref for row in rows])
    changes = {row.ref: from_kept(row.values) for row in rows}
    moved = [ref for ref, values in changes.items() if values.keys() - {"groups"}]
    update_rows(
        Asset,
        [
            {"id": standing[ref].pk, "coordinates_from": _source(standing[ref], changes[ref])}
            | {name: (standing[ref].values | changes[ref])[name] for name in FIELDS}
            for ref in moved
        ],
        touch={"modified_at": now},
        count_up=["version"],
    )
    _unsent([standing[ref].pk for ref in moved if changes[ref].keys() & set(COLUMNS)])
    _record(
        upload,
        "asset.changed",
        [
            Decided(
                standing[ref].pk,
                (standing[ref].values | changes[ref])["name"] or ref,
                before={name: standing[ref].values[name] for name in values},
                after=values,
            )
            for ref, values in changes.items()
        ],
        now,
    )
    _join_groups(upload, {standing[ref].pk: values.get("groups", []) for ref, values in changes.items()}, now)


def _source(standing: Standing, changes: dict[str, Any]) -> str:
    """Whose the coordinates are after the change."""
    return source_after(standing.values, changes, standing.coordinates_from, PERSON)


def _new_asset(upload: AssetImport, now: datetime) -> dict[str, Any]:
    """Every column of an asset that was just made."""
    made = Asset(organisation_id=upload.organisation_id, created_at=now, modified_at=now)
    fields = [field for field in Asset._meta.concrete_fields if not field.primary_key and not field.generated]
    names = [field.attname for field in fields]
    return {name: getattr(made, name) for name in names}


def _unsent(pks: list[int]) -> None:
    """Piclo holds these otherwise now. What is on its way stays so."""
    changed = Asset.objects.filter(pk__in=pks).exclude(push_state__in=ON_ITS_WAY)
    changed.update(push_state=PushState.NOT_SENT, push_words="", push_attempts=0, push_after=None)


def _record(upload: AssetImport, kind: str, decided: list[Decided], now: datetime) -> None:
    record_events(
        kind=kind,
        organisation_id=upload.organisation_id,
        actor_id=upload.ended_by_id,
        model=Asset,
        decided=decided,
        at=now,
    )


def _join_groups(upload: AssetImport, wanted: dict[int, list[str]], now: datetime) -> None:
    """Put assets into the groups named, making those that are not there."""
    acting = Acting(upload.organisation_id, upload.ended_by_id, now)
    keys = make_groups({name for groups in wanted.values() for name in groups}, acting)
    members: dict[int, list[int]] = {key: [] for key in keys.values()}
    for pk, groups in wanted.items():
        for name in groups:
            members[keys[name]].append(pk)
    join_groups(members, acting)
