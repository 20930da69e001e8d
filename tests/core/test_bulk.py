"""Set-based writing: what is equal is not touched."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from assets.models import Asset, PushState
from portal.accounts.models import Organisation
from portal.core.bulk import Row, Upserted, upsert_changed
from portal.core.misfits import misfit
from tests.factories.assets import AssetFactory

pytestmark = pytest.mark.services

THEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
KEY = ["organisation_id", "ref"]


def row_of(organisation: Organisation, ref: str, **values: Any) -> Row:
    row = {name: field.get_default() for name, field in _fields().items() if name != "id"}
    return row | {
        "organisation_id": organisation.pk,
        "ref": ref,
        "name": f"Asset {ref}",
        "category": "storage",
        "asset_type": "battery",
        "voltage_level_kv": Decimal("11"),
        "raw": {"ref": ref, "nested": {"a": [1, 2]}},
        "created_at": NOW,
        **values,
    }


def _fields() -> dict[str, Any]:
    left_out = {"version", "modified_at"}
    fields = [field for field in Asset._meta.concrete_fields if not field.generated]
    return {field.attname: field for field in fields if field.attname not in left_out}


def write(rows: list[Row], at: datetime = NOW, **options: Any) -> Upserted:
    return upsert_changed(
        Asset,
        rows,
        key=KEY,
        keep=["created_at"],
        touch={"modified_at": at},
        count_up=["version"],
        **options,
    )


def places() -> dict[str, tuple[str, str, str]]:
    """Where each row lies and which transactions wrote or locked it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ref, ctid::text, xmin::text, xmax::text FROM assets_asset")
        return {ref: rest for ref, *rest in cursor.fetchall()}  # type: ignore[misc]


def test_new_rows_are_inserted_with_their_stamps_and_first_version(organisation: Organisation) -> None:
    done = write([row_of(organisation, "A"), row_of(organisation, "B")])
    stored = Asset.objects.order_by("ref")
    assert sorted(done.created) == sorted(asset.pk for asset in stored)
    assert (done.changed, done.unchanged) == ([], 0)
    assert [(asset.name, asset.version, asset.modified_at) for asset in stored] == [
        ("Asset A", 1, NOW),
        ("Asset B", 1, NOW),
    ]
    assert stored[0].raw == {"ref": "A", "nested": {"a": [1, 2]}}


def test_equal_rows_are_neither_written_nor_locked(organisation: Organisation) -> None:
    rows = [row_of(organisation, "A"), row_of(organisation, "B", raw={"b": 1, "a": "1.50"})]
    write(rows)
    before = places()
    done = write([rows[0], rows[1] | {"raw": {"a": "1.50", "b": 1}}], at=datetime(2027, 1, 1, tzinfo=UTC))
    assert done == Upserted([], [], 2)
    assert places() == before


def test_only_the_row_that_differs_is_changed_and_its_version_rises(organisation: Organisation) -> None:
    write([row_of(organisation, "A"), row_of(organisation, "B")], at=THEN)
    before = places()
    done = write([row_of(organisation, "A"), row_of(organisation, "B", latitude=55.9, created_at=THEN)])
    changed = Asset.objects.get(ref="B")
    assert done == Upserted([], [changed.pk], 1)
    assert (changed.latitude, changed.version, changed.modified_at, changed.created_at) == (55.9, 2, NOW, NOW)
    assert places()["A"] == before["A"]


def test_a_value_that_turns_to_nothing_counts_as_a_change(organisation: Organisation) -> None:
    write([row_of(organisation, "A", latitude=55.9)])
    assert len(write([row_of(organisation, "A", latitude=None)]).changed) == 1
    assert Asset.objects.get().latitude is None


def test_decimals_are_compared_as_the_column_keeps_them(organisation: Organisation) -> None:
    write([row_of(organisation, "A", active_export_capacity_mw=Decimal("0.5"))])
    again = write([row_of(organisation, "A", active_export_capacity_mw=Decimal("0.50000000"))])
    assert again.unchanged == 1


def test_rows_of_another_organisation_stand_apart(organisation: Organisation) -> None:
    other = AssetFactory.create(ref="A", name="Theirs")
    write([row_of(organisation, "A")])
    other.refresh_from_db()
    assert other.name == "Theirs"
    assert Asset.objects.count() == 2


def test_a_guarded_row_stays_as_somebody_left_it(organisation: Organisation) -> None:
    AssetFactory.create(organisation=organisation, ref="A", name="Ours", push_state=PushState.WAITING)
    guard = {"push_state": [PushState.IN_STEP, PushState.GONE]}
    done = write([row_of(organisation, "A", push_state=PushState.IN_STEP)], only_where=guard)
    assert (done.created, done.changed) == ([], [])
    assert Asset.objects.get().name == "Ours"


def test_columns_that_are_kept_are_written_once(organisation: Organisation) -> None:
    write([row_of(organisation, "A")])
    upsert_changed(
        Asset,
        [row_of(organisation, "A", name="Other", push_words="Said", version=1, modified_at=THEN)],
        key=KEY,
        keep=["name", "version", "created_at", "modified_at"],
    )
    stored = Asset.objects.get()
    assert (stored.name, stored.push_words) == ("Asset A", "Said")


def test_nothing_to_write_is_nothing_done(db: None) -> None:
    assert write([]) == Upserted([], [], 0)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"name": "x" * 201}, "name: is longer than 200 characters"),
        ({"name": "a\x00b"}, "name: holds a null character"),
        ({"name": None}, "name: is missing"),
        ({"raw": {"deep": ["a\x00b"]}}, "raw: holds a null character"),
        ({"voltage_level_kv": Decimal("10000")}, "voltage level (kV): 10000 is too large"),
        ({"push_attempts": -1}, "push attempts: -1 is out of range"),
        ({"voltage_level_kv": None}, None),
        ({}, None),
    ],
)
def test_a_row_that_the_database_would_refuse_is_told_beforehand(
    organisation: Organisation, values: Row, fault: str | None
) -> None:
    assert misfit(Asset, row_of(organisation, "A", **values)) == fault


def test_what_changed_rows_had_been_is_given_back(organisation: Organisation) -> None:
    write([row_of(organisation, "A"), row_of(organisation, "B")])
    rows = [row_of(organisation, "A"), row_of(organisation, "B", latitude=55.9), row_of(organisation, "C")]
    done = write(rows, remember=["name", "latitude", "voltage_level_kv"])
    changed = Asset.objects.get(ref="B")
    before = {"name": "Asset B", "latitude": None, "voltage_level_kv": Decimal("11.000")}
    assert (done.changed, done.unchanged, done.before) == ([changed.pk], 1, {changed.pk: before})
    assert done.created == [Asset.objects.get(ref="C").pk]
    assert changed.latitude == 55.9
