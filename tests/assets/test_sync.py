"""Piclo's assets brought into ours."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database
from pytest_django import DjangoAssertNumQueries

from assets.models import Asset, PushState
from assets.sync import AssetPull
from portal.accounts.models import Organisation
from portal.piclo.feeds import Tally
from portal.piclo.models import Connection
from portal.piclo.wire import Asset as PicloAsset
from portal.piclo.wire import Page, read_page
from tests.factories.assets import AssetFactory
from tests.factories.piclo import ConnectionFactory

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def connection(organisation: Organisation) -> Connection:
    return ConnectionFactory.create(organisation=organisation)


def record(piclo_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": piclo_id,
        "ref": f"REF-{piclo_id}",
        "name": f"Asset {piclo_id}",
        "status": "operational",
        "asset_category": "storage",
        "asset_type": "battery",
        "voltage_level": "11.00",
        "country_code": "GB",
        "postcode": "EH21 6AA",
        "active_export_capacity": "1.5",
        "max_runtime": "01T02:00:00",
        "created": "2026-11-01T08:00:00Z",
        "supplier": "Somebody",
        **fields,
    }


def page_of(*records: dict[str, Any]) -> Page[PicloAsset]:
    return read_page(PicloAsset, records)


def pull(connection: Connection, *records: dict[str, Any], started_at: datetime = NOW) -> Tally:
    reading = AssetPull(started_at=started_at)
    return reading.apply(connection, page_of(*records), NOW) + reading.finish(connection, NOW)


def test_an_asset_of_piclos_becomes_ours_in_step(connection: Connection) -> None:
    assert pull(connection, record("a1")) == Tally(created=1)
    asset = Asset.objects.get()
    assert (asset.organisation, asset.ref, asset.piclo_id) == (connection.organisation, "REF-a1", "a1")
    assert asset.push_state == PushState.IN_STEP
    assert asset.active_export_capacity_mw == Decimal("1.5")
    assert asset.max_runtime == timedelta(days=1, hours=2)
    assert asset.uploaded_at == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert asset.raw["supplier"] == "Somebody"


def test_words_and_gaps_of_piclos_are_no_error(connection: Connection) -> None:
    pull(connection, {"id": "a1", "ref": "R", "asset_type": "fly_wheel", "status": "retired"})
    asset = Asset.objects.get()
    assert (asset.asset_type, asset.status, asset.voltage_level_kv) == ("fly_wheel", "retired", None)


def test_a_pull_that_finds_nothing_new_writes_no_row(connection: Connection) -> None:
    records = [record("a1"), record("a2")]
    pull(connection, *records)
    with database.cursor() as cursor:
        cursor.execute("SELECT pk.ctid, pk.xmin, pk.xmax FROM assets_asset pk ORDER BY id")
        before = cursor.fetchall()
    assert pull(connection, *records) == Tally(unchanged=2)
    with database.cursor() as cursor:
        cursor.execute("SELECT pk.ctid, pk.xmin, pk.xmax FROM assets_asset pk ORDER BY id")
        assert cursor.fetchall() == before


def test_an_asset_in_step_takes_piclos_new_values(connection: Connection) -> None:
    pull(connection, record("a1"))
    assert pull(connection, record("a1", name="New name")) == Tally(changed=1)
    asset = Asset.objects.get()
    assert (asset.name, asset.version) == ("New name", 2)


@pytest.mark.parametrize(
    "state",
    [
        PushState.NOT_SENT,
        PushState.WAITING,
        PushState.SENDING,
        PushState.UNCONFIRMED,
        PushState.REFUSED,
    ],
)
def test_an_asset_with_unsent_edits_keeps_our_values(connection: Connection, state: PushState) -> None:
    pull(connection, record("a1"))
    Asset.objects.update(name="Ours", push_state=state)
    assert pull(connection, record("a1")) == Tally(unchanged=1)
    assert pull(connection, record("a1", name="Theirs")) == Tally(changed=1)
    assert pull(connection, record("a1", name="Theirs")) == Tally(unchanged=1)
    asset = Asset.objects.get()
    assert (asset.name, asset.push_state, asset.raw["name"]) == ("Ours", state, "Asset a1")


def test_an_asset_of_ours_is_recognised_by_its_reference(connection: Connection) -> None:
    AssetFactory.create(organisation=connection.organisation, ref="REF-a1", name="Ours")
    assert pull(connection, record("a1")) == Tally(changed=1)
    asset = Asset.objects.get()
    assert (asset.piclo_id, asset.name, asset.push_state) == ("a1", "Ours", PushState.NOT_SENT)


def test_a_reference_that_was_changed_at_piclo_is_followed(connection: Connection) -> None:
    pull(connection, record("a1"))
    assert pull(connection, record("a1", ref="NEW")).created == 0
    assert Asset.objects.get().ref == "NEW"


def test_an_asset_with_an_unsent_reference_is_known_by_its_id(connection: Connection) -> None:
    pull(connection, record("a1"))
    Asset.objects.update(ref="OURS", push_state=PushState.WAITING)
    assert pull(connection, record("a1")) == Tally(unchanged=1)
    assert Asset.objects.get().ref == "OURS"


def test_what_piclo_no_longer_lists_is_marked_not_deleted(connection: Connection) -> None:
    pull(connection, record("a1"), record("a2"))
    assert pull(connection, record("a2")) == Tally(unchanged=1, gone=1)
    assert Asset.objects.get(piclo_id="a1").push_state == PushState.GONE
    assert pull(connection, record("a2")) == Tally(unchanged=1)


def test_an_asset_that_comes_back_is_in_step_again(connection: Connection) -> None:
    pull(connection, record("a1"))
    pull(connection)
    assert pull(connection, record("a1")) == Tally(changed=1)
    assert Asset.objects.get().push_state == PushState.IN_STEP


def test_an_asset_that_cannot_be_read_is_not_gone(connection: Connection) -> None:
    pull(connection, record("a1"))
    reading = AssetPull(started_at=NOW)
    page = page_of(record("a1", voltage_level="high"))
    reading.apply(connection, page, NOW)
    assert reading.finish(connection, NOW) == Tally()
    assert [refusal.ref for refusal in page.refused] == ["a1"]


def test_an_asset_that_was_sent_while_the_list_was_read_is_left_alone(connection: Connection) -> None:
    pull(connection, record("a1"), record("a2"))
    Asset.objects.update(name="Just sent", pushed_at=NOW + timedelta(seconds=1))
    assert pull(connection, record("a1")) == Tally(unchanged=1)
    assert set(Asset.objects.values_list("name", "push_state")) == {("Just sent", PushState.IN_STEP)}


def test_the_second_of_two_assets_with_one_reference_is_refused(connection: Connection) -> None:
    reading = AssetPull(started_at=NOW)
    page = page_of(record("a1", ref="R"), record("a2", ref="R"))
    assert reading.apply(connection, page, NOW) == Tally(created=1)
    (refusal,) = page.refused
    assert (refusal.ref, refusal.reason) == ("a2", "Another asset at Piclo has the reference R too.")


def test_a_record_that_does_not_fit_is_refused_and_spoils_no_other(connection: Connection) -> None:
    reading = AssetPull(started_at=NOW)
    page = page_of(record("a1", name="x" * 300), record("a2"))
    assert reading.apply(connection, page, NOW) == Tally(created=1)
    assert page.refused[0].reason == "name: is longer than 200 characters"


def test_a_swap_of_two_references_settles_within_two_pulls(connection: Connection) -> None:
    pull(connection, record("a1", ref="X"), record("a2", ref="Y"))
    for _ in range(3):
        pull(connection, record("a1", ref="Y"), record("a2", ref="Z"))
    assert dict(Asset.objects.values_list("piclo_id", "ref")) == {"a1": "Y", "a2": "Z"}


def test_other_organisations_assets_are_not_touched(connection: Connection) -> None:
    other = AssetFactory.create(ref="REF-a1", name="Theirs", piclo_id="a1", push_state=PushState.IN_STEP)
    pull(connection, record("a1", name="Ours"))
    pull(connection)
    other.refresh_from_db()
    assert (other.name, other.push_state) == ("Theirs", PushState.IN_STEP)


def test_a_page_takes_the_same_few_queries_whatever_its_size(
    connection: Connection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    records = [record(f"a{number}") for number in range(500)]
    with django_assert_max_num_queries(9):
        pull(connection, *records)
    assert Asset.objects.count() == 500


def test_a_record_that_stands_in_a_page_twice_is_taken_as_it_stands_last(connection: Connection) -> None:
    assert pull(connection, record("a1"), record("a1", ref="NEW", name="Newer")) == Tally(created=1)
    assert Asset.objects.values_list("ref", "name").get() == ("NEW", "Newer")


def test_a_page_that_is_given_again_record_by_record_is_stored(connection: Connection) -> None:
    """As after a value that the database would not take: what was seen of the page is no reason to refuse it."""
    reading = AssetPull(started_at=NOW)
    AssetFactory.create(
        organisation=connection.organisation, ref="REF-a1", piclo_id="a1", push_state=PushState.IN_STEP
    )
    reading.apply(connection, page_of(record("a1"), record("a2")), NOW)
    for one in (record("a1", name="Again"), record("a2", name="Again")):
        page = page_of(one)
        assert reading.apply(connection, page, NOW).changed == 1
        assert page.refused == []
